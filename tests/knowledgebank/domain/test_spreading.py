from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from cms.models import Generation
from knowledgebank.domain import spreading
from knowledgebank.domain.editions import adopt_edition, send_out
from knowledgebank.domain.queries import seats_to_propose
from knowledgebank.domain.spreading import Entry
from knowledgebank.domain.stages import reply_reminders, standing_on
from knowledgebank.enums import EventKind, Outcome, Stage
from knowledgebank.exceptions import (
    CaseNumberTaken,
    CorrectsForeignEvent,
    DecisionWithoutBody,
    EditionMissing,
    EditionOfAnotherPlan,
    EvidenceMissing,
    FutureEvent,
    NotYetJoined,
    ReviewTooLate,
    RowFrozen,
)
from knowledgebank.models import AdoptionEvent, PlanEdition
from networks.enums import OrganizationKind
from tests.factories.knowledgebank import adoption_of, entry, make_edition, make_plan
from tests.factories.networks import make_network, make_organization, make_seat, municipality_organization

pytestmark = pytest.mark.django_db

LATER = datetime(2024, 6, 1, 12, tzinfo=UTC)


def standing(plan, organization, day):
    return standing_on(day, adoption_of(plan, organization).events.all(), plan.editions.all())


@pytest.fixture
def nacka():
    return municipality_organization("0182")


@pytest.fixture
def committee(nacka):
    return make_organization(
        name="Arbets- och företagsnämnden", kind=OrganizationKind.COMMITTEE, parent=nacka, municipality_id="0182"
    )


@pytest.fixture
def plan():
    plan = make_plan(network=make_network(name="Nätverket i Stockholms län"))
    make_edition(plan, adopted_on=date(2017, 3, 1))
    return plan


class TestNackaAfn201774:
    """The fixture of the adoption contract, date by date."""

    @pytest.fixture
    def request_and_proposal(self, plan, nacka, committee):
        dispatch = send_out(
            plan,
            edition=plan.editions.get(),
            letter="Framställan om anslutning till samverkansplanen",
            sent_on=date(2017, 11, 8),
            sent_on_precision="not_after",
            reply_due_on=date(2017, 12, 31),
            reply_due_precision="month",
            entry=entry(LATER),
        )
        spreading.record_received(
            plan,
            organization=nacka,
            on=date(2017, 11, 8),
            precision="not_after",
            registry=committee,
            case_number=" AFN 2017/74 ",
            dispatch=dispatch,
            entry=entry(LATER),
        )
        spreading.record_proposed(
            plan,
            organization=nacka,
            on=date(2017, 11, 8),
            body=committee,
            proposed_outcome=Outcome.JOINED,
            entry=entry(LATER),
        )

    @pytest.fixture
    def decision(self, request_and_proposal, plan, nacka, committee):
        spreading.record_decided(
            plan,
            organization=nacka,
            decision_date=date(2017, 12, 13),
            body=committee,
            edition=plan.editions.get(),
            outcome=Outcome.JOINED,
            entry=entry(LATER),
        )
        spreading.record_replied(plan, organization=nacka, on=date(2018, 1, 3), entry=entry(LATER))

    def test_request_on_an_unknown_day_is_received_no_later_than_the_memorandum(
        self, request_and_proposal, plan, nacka, committee
    ):
        received = adoption_of(plan, nacka).events.get(kind=EventKind.RECEIVED)

        assert (received.occurred_on, received.precision) == (date(2017, 11, 8), "not_after")
        assert received.case_number == "AFN 2017/74"
        assert received.registry == committee
        assert committee.parent == nacka

    def test_reply_is_due_by_the_month_and_reminded_until_answered(self, request_and_proposal, plan, nacka):
        adoption = adoption_of(plan, nacka)
        shown = standing(plan, nacka, date(2017, 12, 31))

        assert (shown.reply_due_on, shown.reply_due_precision) == (date(2017, 12, 31), "month")
        assert reply_reminders(shown.reply_due_on, adoption.events.all()) == [
            date(2017, 12, 1),
            date(2017, 12, 24),
            date(2017, 12, 31),
            date(2018, 1, 14),
        ]
        assert [standing(plan, nacka, day).reply_late for day in (date(2017, 12, 31), date(2018, 1, 1))] == [
            False,
            True,
        ]

    @pytest.mark.parametrize("day", [date(2017, 11, 8), date(2017, 12, 31), date(2018, 1, 1)])
    def test_memorandum_proposes_and_nobody_has_joined(self, request_and_proposal, plan, nacka, day):
        shown = standing(plan, nacka, day)

        assert shown.stage == Stage.UNDER_PREPARATION
        assert not shown.joined
        assert shown.decision is None

    def test_memorandum_date_as_decision_date_of_a_proposal_is_refused_by_the_database(
        self, request_and_proposal, plan, nacka, committee
    ):
        adoption = adoption_of(plan, nacka)

        with pytest.raises(IntegrityError, match="adoption_event_proposal_is_no_decision"), transaction.atomic():
            AdoptionEvent.objects.create(
                adoption=adoption,
                key="forged",
                kind=EventKind.PROPOSED,
                occurred_on=date(2017, 11, 8),
                decision_date=date(2017, 11, 8),
                organization_name="Nacka",
                body=committee,
                proposed_outcome=Outcome.JOINED,
                recorded_at=LATER,
            )

    def test_memorandum_date_as_decision_without_body_is_refused(self, plan, nacka):
        with pytest.raises(DecisionWithoutBody):
            spreading.record_decided(
                plan,
                organization=nacka,
                decision_date=date(2017, 11, 8),
                body=None,
                edition=plan.editions.get(),
                outcome=Outcome.JOINED,
                entry=entry(LATER),
            )

        assert AdoptionEvent.objects.count() == 0

    def test_decision_joins_from_its_day(self, decision, plan, nacka):
        before, on = (standing(plan, nacka, day) for day in (date(2017, 12, 12), date(2017, 12, 13)))

        assert before.stage == Stage.UNDER_PREPARATION
        assert on.stage == Stage.JOINED
        assert on.decision.body_name == "Arbets- och företagsnämnden"
        assert on.case_number == "AFN 2017/74"

    def test_reply_after_the_month_is_late_and_reminders_stop_with_the_decision(self, decision, plan, nacka):
        adoption = adoption_of(plan, nacka)

        late = standing(plan, nacka, date(2018, 1, 3))
        assert (late.reply_late, late.reply_awaited) == (True, False)
        assert standing(plan, nacka, date(2017, 12, 1)).reply_awaited
        assert reply_reminders(date(2017, 12, 31), adoption.events.all()) == [date(2017, 12, 1)]

    def test_joining_proposes_a_seat_and_opens_none(self, decision, plan, nacka):
        assert seats_to_propose(plan, day=date(2017, 12, 12)) == []
        assert seats_to_propose(plan, day=date(2017, 12, 13)) == [nacka]
        assert plan.network.seats.count() == 0

        make_seat(network=plan.network, organization=nacka, valid_from=date(2018, 1, 1))

        assert seats_to_propose(plan, day=date(2018, 1, 2)) == []

    def test_next_edition_makes_joined_with_an_older_edition_until_renewed(self, decision, plan, nacka):
        second = make_edition(plan, adopted_on=date(2019, 2, 1))

        assert [standing(plan, nacka, day).older_edition for day in (date(2019, 1, 31), date(2019, 2, 1))] == [
            False,
            True,
        ]
        assert standing(plan, nacka, date(2019, 2, 1)).stage == Stage.JOINED

        spreading.record_renewed(plan, organization=nacka, on=date(2019, 5, 2), edition=second, entry=entry(LATER))

        assert standing(plan, nacka, date(2019, 5, 1)).older_edition
        assert not standing(plan, nacka, date(2019, 5, 2)).older_edition


class TestStages:
    def test_later_information_does_not_move_who_has_joined(self, plan, nacka, committee):
        decide(plan, nacka, committee, date(2017, 12, 13), Outcome.JOINED_WITH_RESERVATIONS)
        inform(plan, nacka, date(2018, 3, 1))

        assert standing(plan, nacka, date(2018, 3, 2)).stage == Stage.JOINED_WITH_RESERVATIONS

    def test_declined_then_a_new_proposal_is_under_preparation(self, plan, nacka, committee):
        decide(plan, nacka, committee, date(2017, 12, 13), Outcome.DECLINED)
        assert standing(plan, nacka, date(2018, 1, 1)).stage == Stage.DECLINED

        spreading.record_proposed(
            plan,
            organization=nacka,
            on=date(2018, 4, 1),
            body=committee,
            proposed_outcome=Outcome.JOINED,
            entry=entry(LATER),
        )

        assert standing(plan, nacka, date(2018, 4, 1)).stage == Stage.UNDER_PREPARATION

    def test_leaving_ends_it_from_its_day(self, plan, nacka, committee):
        decide(plan, nacka, committee, date(2017, 12, 13))
        spreading.record_withdrawn(plan, organization=nacka, on=date(2018, 9, 1), body=committee, entry=entry(LATER))

        assert standing(plan, nacka, date(2018, 8, 31)).joined
        assert standing(plan, nacka, date(2018, 9, 1)).stage == Stage.WITHDRAWN

    @pytest.mark.parametrize("right", [date(2018, 8, 15), date(2018, 9, 1), date(2018, 10, 1)])
    def test_leaving_recorded_wrongly_is_corrected(self, plan, nacka, committee, right):
        decide(plan, nacka, committee, date(2017, 12, 13))
        wrong = spreading.record_withdrawn(
            plan, organization=nacka, on=date(2018, 9, 1), body=committee, entry=entry(LATER)
        )

        corrected = Entry(now=LATER, corrects=wrong, reason="Fel datum")
        spreading.record_withdrawn(plan, organization=nacka, on=right, body=committee, entry=corrected)

        assert standing(plan, nacka, right - timedelta(days=1)).joined
        assert standing(plan, nacka, right).stage == Stage.WITHDRAWN

    def test_leaving_without_having_joined_is_refused(self, plan, nacka, committee):
        with pytest.raises(NotYetJoined):
            spreading.record_withdrawn(
                plan, organization=nacka, on=date(2018, 9, 1), body=committee, entry=entry(LATER)
            )

    def test_silence_is_not_contacted_and_not_declined(self, plan, nacka):
        assert standing_on(date(2024, 1, 1), [], plan.editions.all()).stage == Stage.NOT_CONTACTED


class TestRecording:
    def test_informed_without_letter_or_meeting_is_refused(self, plan, nacka):
        with pytest.raises(EvidenceMissing):
            spreading.record_informed(
                plan, organization=nacka, on=date(2017, 4, 1), function_reached="Socialchef", entry=entry(LATER)
            )

    def test_decision_of_no_edition_or_of_another_plans_edition_is_refused(self, plan, nacka, committee):
        other = make_edition(make_plan(), adopted_on=date(2017, 1, 1))

        with pytest.raises(EditionMissing):
            decide(plan, nacka, committee, date(2017, 12, 13), edition=None)
        with pytest.raises(EditionOfAnotherPlan):
            decide(plan, nacka, committee, date(2017, 12, 13), edition=other)

    def test_same_key_twice_is_one_event(self, plan, nacka):
        twice = Entry(now=LATER, key="a-double-click")

        first, second = (inform(plan, nacka, date(2017, 4, 1), with_entry=twice) for _ in range(2))

        assert first == second
        assert AdoptionEvent.objects.count() == 1

    def test_tomorrow_is_refused(self, plan, nacka):
        with pytest.raises(FutureEvent):
            inform(plan, nacka, date(2024, 6, 2))

    def test_one_case_number_of_one_registry_belongs_to_one_organization(self, plan, nacka, committee):
        receive(plan, nacka, committee, "AFN 2017/74")

        with pytest.raises(CaseNumberTaken, match=r"afn 2017/74 .* Nacka"):
            receive(plan, municipality_organization("0180"), committee, "afn 2017/74")

        assert AdoptionEvent.objects.count() == 1

    def test_same_case_number_in_another_register_is_another_case(self, plan, nacka, committee):
        receive(plan, nacka, committee, "KS 2017/1")
        receive(plan, municipality_organization("0180"), make_organization(), "KS 2017/1")

        assert adoption_of(plan, nacka).case_key == "ks2017/1"
        assert adoption_of(plan, municipality_organization("0180")).case_key == "ks2017/1"

    def test_case_number_as_long_as_may_be_is_kept_though_its_key_is_longer(self, plan, nacka, committee):
        receive(plan, nacka, committee, "ß" * 60)

        assert adoption_of(plan, nacka).case_key == "ss" * 60

    def test_act_is_logged_without_names_and_makes_public_pages_new(self, plan, nacka):
        before = Generation.objects.get().number

        inform(plan, nacka, date(2017, 4, 1))

        line = ModelLogEntry.objects.get(action="knowledgebank.adoption.informed")
        assert line.label == str(adoption_of(plan, nacka).public_id)
        assert Generation.objects.get().number == before + 1


class TestCorrections:
    def test_corrected_event_counts_no_more_and_stays_in_the_history(self, plan, nacka, committee):
        wrong = decide(plan, nacka, committee, date(2017, 12, 31))
        decide(
            plan,
            nacka,
            committee,
            date(2017, 12, 13),
            with_entry=Entry(now=LATER, corrects=wrong, reason="Fel datum"),
        )

        shown = standing(plan, nacka, date(2018, 1, 1))
        assert shown.decision.decision_date == date(2017, 12, 13)
        assert adoption_of(plan, nacka).events.count() == 2

    def test_event_taken_back_counts_no_more(self, plan, nacka, committee):
        receive(plan, nacka, committee, "AFN 2017/74")
        wrong = decide(plan, nacka, committee, date(2017, 12, 13))

        spreading.retract(wrong, reason="Beslutet gällde ett annat ärende", entry=entry(LATER))

        assert standing(plan, nacka, date(2018, 1, 1)).stage == Stage.RECEIVED

    def test_case_taken_back_frees_its_number(self, plan, nacka, committee):
        wrong = receive(plan, nacka, committee, "AFN 2017/74")

        spreading.retract(wrong, reason="Fel kommun", entry=entry(LATER))
        receive(plan, municipality_organization("0180"), committee, "AFN 2017/74")

        assert adoption_of(plan, nacka).case_number == ""

    def test_event_is_corrected_once(self, plan, nacka):
        wrong = inform(plan, nacka, date(2017, 4, 1))
        spreading.retract(wrong, reason="Fel", entry=entry(LATER))

        with pytest.raises(CorrectsForeignEvent):
            spreading.retract(wrong, reason="Fel igen", entry=entry(LATER))

    def test_event_of_another_organization_cannot_be_corrected_here(self, plan, nacka):
        other = inform(plan, municipality_organization("0180"), date(2017, 4, 1))

        with pytest.raises(CorrectsForeignEvent):
            inform(plan, nacka, date(2017, 4, 1), with_entry=Entry(now=LATER, corrects=other))

    def test_event_is_never_changed_or_deleted(self, plan, nacka):
        event = inform(plan, nacka, date(2017, 4, 1))

        for act in (event.save, event.delete, AdoptionEvent.objects.all().delete):
            with pytest.raises(RowFrozen):
                act()
        with pytest.raises(RowFrozen):
            AdoptionEvent.objects.update(occurred_on=date(2017, 5, 1))


class TestEditions:
    def test_review_is_due_within_24_months_at_the_end_of_a_short_month(self):
        edition = adopt_edition(make_plan(), adopted_on=date(2024, 2, 29), body=make_organization(), entry=entry(LATER))

        assert edition.review_due_on == date(2026, 2, 28)

    def test_later_review_is_refused_here_and_by_the_database(self):
        plan = make_plan()
        values = {"adopted_on": date(2022, 1, 10), "body": make_organization(), "review_due_on": date(2024, 1, 11)}

        with pytest.raises(ReviewTooLate):
            adopt_edition(plan, entry=entry(LATER), **values)
        with pytest.raises(IntegrityError, match="plan_edition_review_within_24_months"), transaction.atomic():
            PlanEdition.objects.create(plan=plan, number=1, body_name="x", recorded_at=LATER, **values)

    def test_next_edition_supersedes_the_last_which_stays_frozen(self):
        plan = make_plan()
        first, second = (make_edition(plan, adopted_on=date(year, 1, 1)) for year in (2020, 2021))

        assert (second.number, second.supersedes) == (2, first)
        with pytest.raises(RowFrozen):
            first.save()


def inform(plan, organization, on, with_entry=None):
    return spreading.record_informed(
        plan,
        organization=organization,
        on=on,
        function_reached="Socialchef",
        evidence="Länsträff",
        entry=with_entry or entry(LATER),
    )


def receive(plan, organization, registry, case_number):
    return spreading.record_received(
        plan,
        organization=organization,
        on=date(2017, 11, 1),
        registry=registry,
        case_number=case_number,
        entry=entry(LATER),
    )


_FIRST = object()


def decide(plan, organization, body, on, outcome=Outcome.JOINED, edition=_FIRST, with_entry=None):
    return spreading.record_decided(
        plan,
        organization=organization,
        decision_date=on,
        body=body,
        edition=plan.editions.first() if edition is _FIRST else edition,
        outcome=outcome,
        entry=with_entry or entry(LATER),
    )
