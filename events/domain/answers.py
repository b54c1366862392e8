"""What events answers to the hooks of ``cms/hooks.py``: jobs, meetings, panels, offline addresses, the doctor."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.hooks import DoctorFinding, JobDefinition, MeetingItem, OfflineUrls, OrganizationPanel, PanelRow
from events.domain import clock, given_answers, invitations, seats
from events.domain.occasion_days import held_days
from events.domain.words import public_pages, words_of
from events.enums import OccasionStatus, RegistrationState
from events.models import EventIndexPage, Occasion, OccasionDay

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from networks.models import Network, Organization

    User = AbstractBaseUser | AnonymousUser

OFFLINE_DAYS = 120
OFFLINE_MOST = 20


def jobs() -> list[JobDefinition]:
    """Return the jobs of this app: each minute what is due, each hour what a new day may bring."""
    return [
        JobDefinition(name="events.due_acts", every_seconds=60, run=clock.run_due_acts),
        JobDefinition(name="events.new_day", every_seconds=3600, run=clock.begin_day),
        JobDefinition(name="events.answers", every_seconds=3600, run=given_answers.remove_due_answers),
        JobDefinition(name="events.undelivered_invitations", every_seconds=300, run=_note_undelivered),
    ]


def _note_undelivered(now: datetime) -> None:
    invitations.note_undelivered(now)


def network_meetings(network: "Network", *, start: datetime, end: datetime, user: "User") -> list[MeetingItem]:
    """Return the occasions of a network between two moments, in order; drafts are left out."""
    days = OccasionDay.objects.public().filter(occasion__network=network, start__lt=end, end__gt=start)
    seen: dict[int, MeetingItem] = {}
    for day in days.select_related("occasion"):
        occasion = day.occasion
        if occasion.pk in seen:
            continue
        words = words_of(occasion, language=translation.get_language() or "sv")
        seen[occasion.pk] = MeetingItem(
            title=words.title,
            url=words.url,
            start=day.start,
            end=day.end,
            status=str(OccasionStatus(occasion.status).label),
        )
    return list(seen.values())


def organization_panel(organization: "Organization", *, day: date, user: "User") -> OrganizationPanel | None:
    """Return what an organization's people are registered for, newest first; None without the right to see it."""
    if not user.has_perm("events.view_registration"):  # type: ignore[union-attr]
        return None
    rows = (
        organization.registrations.filter(state__in=[RegistrationState.CONFIRMED, RegistrationState.WAITLISTED])
        .select_related("occasion")
        .order_by("-registered_at")[:20]
    )
    panel = []
    for row in rows:
        words = words_of(row.occasion, language=translation.get_language() or "sv")
        days = held_days(row.occasion)
        when = timezone.localdate(days[0].start) if days else None
        panel.append(PanelRow(title=words.title, url=words.url, state=str(row.get_state_display()), day=when))
    return OrganizationPanel(title=_("Registrations"), rows=panel)


def offline_urls(language: str) -> OfflineUrls:
    """Return the calendar and its next events in a language: what one wants to have on the way there."""
    now = timezone.now()
    urls: list[str] = []
    with translation.override(language):
        index = EventIndexPage.objects.live().public().filter(locale__language_code=language).first()
        if index is not None and index.url:
            urls.append(index.url)
        soon = OccasionDay.objects.public().filter(end__gt=now, start__lt=now + timedelta(days=OFFLINE_DAYS))
        occasions = [day.occasion for day in soon.select_related("occasion")[: OFFLINE_MOST * 2]]
        pages = public_pages({occasion.content_id for occasion in occasions})
        for occasion in occasions:
            page = pages.get(occasion.content_id, {}).get(language)
            if page is not None and page.url and page.url not in urls and len(urls) <= OFFLINE_MOST:
                urls.append(page.url)
    return OfflineUrls(urls=urls)


def doctor_findings() -> Sequence[DoctorFinding]:
    """Return whether the counters of seats are what their rows say, and whether every public occasion has a page."""
    findings = []
    differences = seats.seat_differences()
    if differences:
        codes = Occasion.objects.filter(pools__in=[difference.pool_id for difference in differences])
        for code in codes.values_list("code", flat=True).distinct():
            findings.append(
                DoctorFinding(
                    level="error",
                    what=f"The seat counters of event {code} differ from its registrations.",
                    why="A seat may be refused that is free, or the other way round.",
                    remedy=f"manage.py event seats {code} --repair",
                )
            )
    else:
        findings.append(DoctorFinding(level="ok", what="Seat counters equal the registrations behind them."))
    return findings
