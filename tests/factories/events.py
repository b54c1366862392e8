"""Events for tests: an occasion with its page, days and seats in one call."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User
from wagtail.models import Locale, Page, Site

from cms import languages
from cms.models import HomePage
from events.codes import new_code
from events.domain.occasions import DayPlan, OccasionPlan, create_occasion
from events.domain.parties import PartyWish, register_party
from events.domain.questions import QuestionPlan, add_question
from events.domain.registration import Applicant
from events.domain.transitions import COMMAND
from events.enums import WITH_CHOICES, OccasionStatus
from events.models import EventIndexPage, EventPage, Occasion, Party, Question

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
START = datetime(2027, 3, 11, 8, 0, tzinfo=UTC)
TITLES = {"sv": "Våren i nätverket", "en": "Spring in the network", "fa-af": "بهار در شبکه"}


def make_calendars() -> dict[str, EventIndexPage]:
    """Return the calendar of each language, made with its start page if need be; the Swedish one is the source."""
    calendars: dict[str, EventIndexPage] = {}
    for code in languages.CODES:
        locale = Locale.objects.get(language_code=code)
        home = HomePage.objects.filter(locale=locale).first() or _make_home(locale)
        calendar = EventIndexPage.objects.filter(locale=locale).first()
        if calendar is None:
            calendar = EventIndexPage(title="Kalender", slug="calendar", locale=locale)
            if calendars:
                calendar.translation_key = calendars["sv"].translation_key
            home.add_child(instance=calendar)
        calendars[code] = calendar
    return calendars


def _make_home(locale: Locale) -> HomePage:
    home = HomePage(title="Samverka", slug=f"home-{locale.language_code}", locale=locale)
    first = HomePage.objects.order_by("path").first()
    if first is not None:
        home.translation_key = first.translation_key
    Page.get_first_root_node().add_child(instance=home)
    if first is None:
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def make_pages(titles: dict[str, str] | None = None, **words: object) -> EventPage:
    """Return the Swedish page of an event whose other languages are live too (those in ``titles``)."""
    calendars = make_calendars()
    slug = new_code().lower()
    pages: dict[str, EventPage] = {}
    for code, title in (titles or TITLES).items():
        page = EventPage(title=title, slug=slug, locale=calendars[code].locale, live=True, **words)
        if pages:
            page.translation_key = next(iter(pages.values())).translation_key
        calendars[code].add_child(instance=page)
        pages[code] = page
    return next(iter(pages.values()))


def make_occasion(
    *,
    capacity: int | None = 30,
    days: Sequence[tuple[datetime, datetime]] | None = None,
    titles: dict[str, str] | None = None,
    page: EventPage | None = None,
    status: OccasionStatus = OccasionStatus.CONFIRMED,
    online_capacity: int | None = None,
    now: datetime = NOW,
    **settings: object,
) -> Occasion:
    """Return a public occasion in Falköping on 11 March 2027, 09–16, with pages in three languages."""
    page = page or make_pages(titles)
    plan_days = [DayPlan(start, end) for start, end in days or [(START, START + timedelta(hours=7))]]
    plan = OccasionPlan(days=plan_days, **{"location": "Rådhuset, Falköping", **settings})
    return create_occasion(
        plan,
        content_id=page.translation_key,
        capacity=capacity,
        online_capacity=online_capacity,
        status=status,
        now=now,
    )


def make_applicant(number: int = 1, **values: object) -> Applicant:
    """Return a person from an address of their own."""
    given = {"name": f"Deltagare {number}", "email": f"deltagare{number}@example.org", "language": "sv"}
    return Applicant(**{**given, "mode": "onsite", "organization_name": "Falköpings kommun", **values})


ORGANIZER = ("add_occasion", "change_occasion", "view_occasion", "view_registration", "change_registration")


def make_organizer(name: str = "arrangor", permissions: Sequence[str] = ORGANIZER) -> User:
    """Return a user who may enter the admin, with these permissions of events."""
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "en lång lösenfras")
    wanted = Permission.objects.filter(content_type__app_label="events", codename__in=permissions)
    user.user_permissions.set([*wanted, Permission.objects.get(codename="access_admin")])
    return user


def make_question(occasion: Occasion, type: str = "short", **values: object) -> Question:
    """Return a question at the end of the occasion's form, in Swedish alone unless words are given."""
    given = {"label": f"Fråga {type}", "purpose": "För att planera dagen", "retention_days": 7}
    if type in WITH_CHOICES:
        given["choices"] = [{"sv": "Grön"}, {"sv": "Röd"}, {"sv": "Blå"}]
    return add_question(occasion, QuestionPlan(type=type, **{**given, **values}), by=COMMAND)


def make_party_wish(number: int = 1, **values: object) -> PartyWish:
    """Return what a contact with an address of their own asks for: five seats, taken as there are."""
    given = {"contact_name": f"Kontakt {number}", "contact_email": f"kontakt{number}@example.org", "language": "sv"}
    return PartyWish(**{**given, "organization_name": "Falköpings kommun", "seats": 5, **values})


def make_party(
    occasion: Occasion, number: int = 1, *, now: datetime = NOW, doubtful: bool = False, **values: object
) -> Party:
    """Return a group that has registered."""
    wish = make_party_wish(number, **values)
    register_party(occasion, wish=wish, now=now, doubtful=doubtful)
    rows = Party.objects.select_related("occasion").filter(occasion=occasion, contact_email=wish.contact_email)
    return rows.latest("pk")
