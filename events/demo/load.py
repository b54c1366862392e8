"""Load the demo calendar: pages in three languages, occasions near today, and invented people registered for them."""

from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Page

from cms.demo.days import working_day
from cms.demo.pages import ensure_page, home_page, stream_maker
from cms.demo.texts import PhraseBook, read_json
from cms.hooks import DemoStep
from cms.languages import CODES, SOURCE_LANGUAGE
from cms.models import Audience, MailState, OutgoingMail, Topic
from events.domain.answer_values import AnswerValue, option_keys
from events.domain.given_answers import GivenAnswers
from events.domain.occasions import DayPlan, OccasionPlan, cancel_occasion, create_occasion
from events.domain.questions import add_question, questions_of
from events.domain.ready_questions import add_ready_questions, plan_of_row
from events.domain.registration import Applicant, register
from events.domain.series import SeriesRule, add_extra, make_series
from events.domain.transitions import COMMAND
from events.enums import Mode, OccasionStatus, QuestionType, Source
from events.models import EventIndexPage, EventPage, Occasion, ProgramSession
from events.wall_clock import to_moment
from networks.demo.load import find_network, find_organization, invented_person

HERE = Path(__file__).resolve().parent
AUTHOR = "organizer"
FIRST_PARTICIPANT = 100  # the persons before are members of networks
REGISTERED_AHEAD = timedelta(days=20)
DEMO_ADDRESSES = "@example.org"


def demo_step() -> DemoStep:
    """Answer the hook of demo content."""
    return DemoStep(order=30, name="events", load=load)


def load(now: datetime) -> None:
    """Load what is missing; an event that is there keeps its dates and its participants."""
    calendar = _ensure_calendar(read_json(HERE / "calendar.json"))
    people = count(FIRST_PARTICIPANT)
    for row in read_json(HERE / "events.json"):
        page = ensure_page(calendar, row["slug"], lambda book, row=row: _event_page(row, book), user=_author())
        participants = [next(people) for _number in range(row["registered"])]
        if not Occasion.objects.filter(content_id=page.translation_key).exists():
            _make_occasion(row, page, participants, now=now)


def _author() -> Any:
    return get_user_model().objects.filter(username=AUTHOR).first()


def _ensure_calendar(row: dict[str, Any]) -> Page:
    def build(book: PhraseBook) -> Page:
        return EventIndexPage(title=book.plain(row["title"]), intro=book.plain(row["intro"]))

    return ensure_page(home_page(), row["slug"], build, user=_author())


def _event_page(row: dict[str, Any], book: PhraseBook) -> Page:
    page = EventPage(title=book.plain(row["title"]), intro=book.plain(row["intro"]))
    field = EventPage._meta.get_field("body")
    page.body = field.to_python(stream_maker(book, row["slug"]).stream(field.stream_block, "body", row["body"]))
    page.practical = book.rich(row["practical"])
    page.topics = Topic.objects.filter(locale__language_code=SOURCE_LANGUAGE.code, slug__in=row["topics"])
    page.audiences = Audience.objects.filter(locale__language_code=SOURCE_LANGUAGE.code, slug__in=row["audiences"])
    page.program_sessions = [_session(session, book, place) for place, session in enumerate(row.get("program", []))]
    return page


def _session(row: dict[str, Any], book: PhraseBook, place: int) -> ProgramSession:
    return ProgramSession(
        title=book.plain(row["title"]),
        day_number=row["day"],
        start=time.fromisoformat(row["start"]),
        end=time.fromisoformat(row["end"]),
        room=row.get("room", ""),
        speakers=row.get("speakers", ""),
        spoken_language=row["language"],
        sort_order=place,
    )


def _make_occasion(row: dict[str, Any], page: Page, participants: list[int], *, now: datetime) -> None:
    days = _days(row["days"], now=now)
    planned_at = min(now, days[0].start - REGISTERED_AHEAD - timedelta(days=10))
    seats = row["seats"]
    opens = seats.get("opens_in_days")
    plan = OccasionPlan(
        days=days,
        kind=row["kind"],
        mode=row["mode"],
        location=row.get("location", ""),
        join_url="" if row["mode"] == Mode.ONSITE else f"https://video.example.org/{row['slug']}",
        organizer_id=find_organization(row["organizer"]).pk,
        network_id=find_network(row["network"]).pk if "network" in row else None,
        municipality_id=row.get("municipality"),
        languages=[SOURCE_LANGUAGE.code],
        interpreter_languages=row.get("interpreter_languages", []),
        opens_at=now + timedelta(days=opens) if opens else None,
        waiting_list=seats["waiting_list"],
    )
    occasion = create_occasion(
        plan,
        content_id=page.translation_key,
        capacity=seats["capacity"],
        online_capacity=seats.get("online_capacity"),
        status=OccasionStatus.CONFIRMED,
        now=planned_at,
    )
    _ask(occasion, row.get("questions", []))
    if "series" in row:
        series = make_series(occasion, SeriesRule(**row["series"]), now=planned_at)
        for holiday in series.exceptions.all():
            add_extra(occasion, on=holiday.on + timedelta(days=7), now=planned_at)
    _register(occasion, participants, now=min(now, days[0].start - REGISTERED_AHEAD))
    if "cancelled" in row:
        cancel_occasion(occasion, reason=row["cancelled"], now=now, by=COMMAND)
    _keep_mails_back()


def _ask(occasion: Occasion, rows: list[Any]) -> None:
    """Add the questions of an event: the code of ready-made ones, or a question with its words."""
    for row in rows:
        if isinstance(row, str):
            add_ready_questions(occasion, row, by=COMMAND)
        else:
            add_question(occasion, plan_of_row(row), by=COMMAND)


def _answers(occasion: Occasion, position: int) -> GivenAnswers | None:
    """Return what the invented person at a position answers: all days, and now and then other food."""
    questions = questions_of(occasion)
    if not questions:
        return None
    values: dict[str, AnswerValue] = {}
    for question in questions:
        if question.type == QuestionType.SESSION:
            values[question.key] = option_keys(question)
        elif question.type == QuestionType.MANY_OF and position % 3 == 0:
            values[question.key] = [option_keys(question)[position % 4]]
    return GivenAnswers(questions, values)


def _days(rows: list[dict[str, Any]], *, now: datetime) -> list[DayPlan]:
    first = rows[0]["in_days"]
    start = working_day(timezone.localdate(now), first, length=len(rows))
    plans = []
    for row in rows:
        day = start + timedelta(days=row["in_days"] - first)
        begins, ends = (to_moment(datetime.combine(day, time.fromisoformat(row[name]))) for name in ("start", "end"))
        plans.append(DayPlan(start=begins, end=ends))
    return plans


def _register(occasion: Occasion, participants: list[int], *, now: datetime) -> None:
    """Register the invented persons one after the other, five minutes apart, in all three languages."""
    modes = [Mode.ONSITE, Mode.ONLINE] if occasion.mode == Mode.HYBRID else [occasion.mode]
    for position, number in enumerate(participants):
        given, family, address = invented_person(number)
        applicant = Applicant(
            name=f"{given} {family}",
            email=address,
            language=CODES[position % len(CODES)] if position % 4 == 3 else SOURCE_LANGUAGE.code,
            mode=modes[position % len(modes)],
            organization_name=_WORKPLACES[position % len(_WORKPLACES)],
        )
        given = _answers(occasion, position)
        moment = now - timedelta(minutes=5 * (len(participants) - position))
        register(occasion, applicant=applicant, now=moment, source=Source.DEMO, by=COMMAND, given=given)


_WORKPLACES: tuple[str, ...] = ("Exempelkommunen", "Boendet Björken", "Provskolan", "Socialtjänsten, Demokommun")


def _keep_mails_back() -> None:
    """Delete the mails to invented persons before the outbox sends them: nobody reads those addresses."""
    OutgoingMail.objects.filter(state=MailState.READY, to_address__endswith=DEMO_ADDRESSES).delete()
