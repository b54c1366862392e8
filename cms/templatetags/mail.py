"""The parts of a mail: one template per mail, rendered twice, to plain text and to HTML (``cms/domain/mail.py``).

``mail_format`` in the context says which; every other word and value is the same in both.
"""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms import languages
from cms.domain.mail import isolate_text

register = template.Library()

register.filter("isolate_text", isolate_text)


@register.filter
def isolated(value: object) -> str:
    """Return what people typed between FSI and PDI in a mail from right to left, else as it is.

    Signs and not ``<bdi>``: they work in plain text, and clients that take unknown elements out leave them.
    """
    is_rtl = languages.get_language(get_language()).direction == "rtl"
    return isolate_text(value) if value and is_rtl else str(value or "")


@register.simple_tag(takes_context=True)
def mail_title(context: Context, title: str, language: str) -> str:
    """Return what the mail is about: ``{% mail_title words.title words.language %}``, in the language of its words."""
    if not _is_html(context):
        return f"{title}\n"
    words = languages.get_language(language)
    return format_html('<h1 lang="{}" dir="{}">{}</h1>', words.html_lang, words.direction, title)


@register.simple_block_tag(takes_context=True)
def paragraph(context: Context, content: str) -> str:
    """Return a paragraph, nothing for an empty one: ``{% paragraph %}…{% endparagraph %}``; line ends are kept."""
    text = content.strip()
    if not text:
        return ""
    return mark_safe(f"<p>{_with_breaks(text)}</p>") if _is_html(context) else f"\n{text}\n"  # noqa: S308 - escaped


@register.simple_block_tag(takes_context=True)
def facts(context: Context, content: str) -> str:
    """Return a list of facts: ``{% facts %}{% fact label %}…{% endfact %}{% endfacts %}``."""
    lines = "\n".join(line for line in content.splitlines() if line.strip())
    if not _is_html(context):
        return f"{lines}\n"
    return mark_safe(f'<table class="facts" role="presentation">{lines}</table>')  # noqa: S308 - escaped


@register.simple_block_tag(takes_context=True)
def fact(context: Context, content: str, label: str) -> str:
    """Return one fact with its name; nothing when it is empty."""
    value = content.strip()
    if not value:
        return ""
    if not _is_html(context):
        return f"{label}: {value}\n"
    return format_html('<tr><th scope="row">{}</th><td>{}</td></tr>', label, mark_safe(value))  # noqa: S308 - escaped


@register.simple_tag(takes_context=True)
def mail_address(context: Context, address: str) -> str:
    """Return an address on the web that may be opened."""
    if not _is_html(context):
        return address
    return format_html('<a href="{}"><bdi dir="ltr">{}</bdi></a>', address, address)


@register.simple_tag(takes_context=True)
def action(context: Context, label: str, address: str) -> str:
    """Return what to do next: a button with the address under it, for those who would rather see it."""
    if not _is_html(context):
        return f"\n{label}:\n{address}\n"
    button = format_html('<p><a class="button" href="{}">{}</a></p>', address, label)
    shown = format_html('<p class="mail__address"><bdi dir="ltr">{}</bdi></p>', address)
    return SafeString(button + shown)


def _is_html(context: Context) -> bool:
    return bool(context["mail_format"] == "html")


def _with_breaks(text: str) -> str:
    return "<br>\n".join(line.strip() for line in text.splitlines())
