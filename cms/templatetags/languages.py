"""Template tags and filters for language, direction, dates and digits (built into every template)."""

from datetime import date, datetime

from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language as active_code
from wagtail.models import Page

from cms import languages
from cms.digits import to_local_digits
from cms.domain import language_links as links_between_languages
from cms.domain.language_links import AlternateLink, LanguageLink
from cms.domain.page_frame import frame_of
from cms.solar_hijri import SolarHijriDate, to_solar_hijri

register = template.Library()


# --- language and direction ---------------------------------------------------------------------------------------


@register.simple_tag
def html_language_attributes() -> SafeString:
    """Return ``lang="…" dir="…"`` of the active language."""
    return language_attributes(active_code())


@register.simple_tag
def language_attributes(code: str | None) -> SafeString:
    """Return ``lang="…" dir="…"`` of a language: for a passage, a title or a file in another one."""
    language = languages.get_language(code)
    return format_html('lang="{}" dir="{}"', language.html_lang, language.direction)


@register.simple_tag
def home_url() -> str:
    """Return the address of the start page in the active language."""
    return f"/{languages.get_language(active_code()).code}/"


@register.filter
def isolate(value: object) -> SafeString:
    """Return the value in ``<bdi>``: for names, addresses, titles and all that people typed."""
    return format_html("<bdi>{}</bdi>", conditional_escape(value))


@register.filter
def ltr(value: object) -> SafeString:
    """Return the value in ``<bdi dir="ltr">``: clock times, phone and case numbers, codes, e-mail, URLs."""
    return format_html('<bdi dir="ltr">{}</bdi>', conditional_escape(value))


# --- dates and digits ---------------------------------------------------------------------------------------------


@register.filter
def local_digits(value: object) -> str:
    """Return a count or a year with the reader's digits (Dari: ۰–۹)."""
    return to_local_digits(value, active_code())


@register.filter
def local_date(value: date | datetime | None, style: str = "date") -> str:
    """Return a day in words, as its readers write it; an aware moment is taken in Stockholm's time zone.

    ``style``: ``date`` (21 mars 2026), ``weekday`` (lördag 21 mars 2026), ``month`` (mars 2026), ``time`` (13:30),
    ``moment`` (lördag 21 mars 2026, 13:30). Dari always shows both calendars, and the weekday:
    ``شنبه ۱ حمل ۱۴۰۵ (۲۱ مارچ ۲۰۲۶)``. Plain text without markup; ``""`` for no value.
    """
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if style == "time":
        return f"{value:%H:%M}"
    dari = languages.get_language(active_code()) is languages.DARI
    if style == "month":
        return _dari_month(value) if dari else formats.date_format(value, "F Y")
    if dari:
        day = _dari_day(value)
    elif style in {"weekday", "moment"}:
        day = f"{WEEKDAYS[value.weekday()]} {formats.date_format(value, 'j F Y')}"
    else:
        day = formats.date_format(value, "j F Y")
    if style == "moment":
        return f"{day}{'،' if dari else ','} {value:%H:%M}"
    return day


def _dari_day(day: date) -> str:
    solar = to_solar_hijri(day)
    gregorian = formats.date_format(day, "j F Y")
    text = f"{WEEKDAYS[day.weekday()]} {solar.day} {solar.month_name} {solar.year} ({gregorian})"
    return to_local_digits(text, languages.DARI.code)


def _dari_month(day: date) -> str:
    """Return a Gregorian month with the two Solar Hijri months that it spans."""
    first = to_solar_hijri(date(day.year, day.month, 1))
    last = to_solar_hijri(date(day.year, day.month, 28))
    gregorian = formats.date_format(day, "F Y")
    return to_local_digits(f"{_month_span(first, last)} ({gregorian})", languages.DARI.code)


def _month_span(first: SolarHijriDate, last: SolarHijriDate) -> str:
    if first.year != last.year:
        return f"{first.month_name} {first.year} – {last.month_name} {last.year}"
    return f"{first.month_name} – {last.month_name} {last.year}"


# --- the same page in other languages -----------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def in_language(context: Context, page: Page, code: str) -> Page | None:
    """Return the translation that anybody may read in a language, or None: ``{% in_language page "en" as other %}``."""
    found = links_between_languages.public_translations(page, frame_of(context.get("request"), page))
    return found.get(languages.get_language(code).code)


@register.simple_tag(takes_context=True)
def language_links(context: Context, page: Page | None = None) -> list[LanguageLink]:
    """Return the language switcher's entries: ``{% language_links page as links %}``.

    One ``LanguageLink`` per language, in the order of ``cms.languages``, the current one among them:
    ``link.language.own_name``, ``.language.html_lang``, ``.language.direction``, ``link.url`` (``""``: leave it out),
    ``link.is_current``, ``link.is_nearest`` (not translated: the link leads to the nearest page above; say so).
    ``page`` may be missing (search, forms, error pages): then the same address under the other prefix.
    """
    request = context.get("request")
    if isinstance(page, Page) and page.pk:
        frame = frame_of(request, page)
        return links_between_languages.switcher(page, frame=frame, current_code=active_code(), request=request)
    resolved = request is not None and getattr(request, "resolver_match", None) is not None
    address = request.get_full_path() if resolved else ""
    return links_between_languages.same_address(address, current_code=active_code())


@register.simple_tag(takes_context=True)
def alternate_links(context: Context, page: Page | None = None) -> list[AlternateLink]:
    """Return the head's ``hreflang`` links: ``{% alternate_links page as links %}``.

    One ``AlternateLink`` (``link.hreflang``, ``link.url``, absolute) for each language in which anybody may read the
    page, its own too, and ``x-default``. Empty without a page and for a page that is not public.
    """
    if not isinstance(page, Page) or not page.pk:
        return []
    found = links_between_languages.public_translations(page, frame_of(context.get("request"), page))
    return links_between_languages.alternates(found) if page.locale.language_code in found else []
