"""The programme of an event as its readers see it: days, times, sessions side by side, material that is released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from wagtail.documents import get_document_model

from cms import languages
from events.models import EventPage, OccasionDay, ProgramSession


@dataclass(frozen=True)
class Session:
    """One session; ``language`` is that of its title and text. ``material``: only what may be opened now.

    ``material_from``: when it may be, if it is there but not released.
    """

    title: str
    text: str
    language: str
    room: str
    speakers: str
    spoken_language: str
    material: Any
    material_from: datetime | None


@dataclass(frozen=True)
class Slot:
    """What begins and ends at one time; several sessions are held side by side."""

    start: time
    end: time
    sessions: Sequence[Session]


@dataclass(frozen=True)
class ProgramDay:
    """One day of the programme; ``day`` is None while the event has no such day, or more than one date."""

    number: int
    day: date | None
    slots: Sequence[Slot]


def program_of(page: EventPage, days: Sequence[OccasionDay], *, now: datetime) -> list[ProgramDay]:
    """Return the programme of an event page, ordered by time; empty without one. At most three queries.

    ``days``: of the page's only occasion, in order; empty when it has several. Which sessions there are, when and
    where, is said by the page in the source language; a session that is not translated keeps its own words.
    """
    own = list(page.program_sessions.all())
    deciding = own if _is_source(page) else (_sessions_of_source(page) or own)
    words = {row.translation_key: (row, page.locale.language_code) for row in own}
    found = {row.material_id for row in deciding if row.material_id and row.is_released(now)}
    materials = get_document_model().objects.in_bulk(found) if found else {}
    slots: dict[int, dict[tuple[time, time], list[Session]]] = {}
    for row in sorted(deciding, key=lambda row: (row.day_number, row.start, row.end, row.sort_order or 0)):
        said, language = words.get(row.translation_key, (row, languages.SOURCE_LANGUAGE.code))
        session = _session(row, said, language, materials.get(row.material_id), now=now)
        slots.setdefault(row.day_number, {}).setdefault((row.start, row.end), []).append(session)
    return [
        ProgramDay(
            number=number,
            day=timezone.localdate(days[number - 1].start) if number <= len(days) else None,
            slots=[Slot(start, end, sessions) for (start, end), sessions in times.items()],
        )
        for number, times in slots.items()
    ]


def is_held_back(document: Any, *, now: datetime) -> bool:
    """Return whether a document is material that some programme does not release yet."""
    rows = ProgramSession.objects.filter(material=document, material_released_at__gt=now)
    return rows.filter(page__locale__language_code=languages.SOURCE_LANGUAGE.code).exists()


# --- parts --------------------------------------------------------------------------------------------------------


def _is_source(page: EventPage) -> bool:
    return bool(page.locale.language_code == languages.SOURCE_LANGUAGE.code)


def _sessions_of_source(page: EventPage) -> list[ProgramSession]:
    source = ProgramSession.objects.filter(
        page__translation_key=page.translation_key,
        page__locale__language_code=languages.SOURCE_LANGUAGE.code,
        page__live=True,
    )
    return list(source)


def _session(row: ProgramSession, said: ProgramSession, language: str, material: Any, *, now: datetime) -> Session:
    waits = row.material_id is not None and not row.is_released(now)
    return Session(
        title=said.title,
        text=said.text,
        language=language,
        room=row.room,
        speakers=row.speakers,
        spoken_language=languages.get_language(row.spoken_language).own_name if row.spoken_language else "",
        material=None if waits else material,
        material_from=row.material_released_at if waits else None,
    )
