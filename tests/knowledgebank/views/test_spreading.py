from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from knowledgebank.domain import spreading
from knowledgebank.enums import EventKind, Outcome
from knowledgebank.exceptions import NotYetJoined
from knowledgebank.models import AdoptionEvent, Dispatch, Plan
from networks.enums import OrganizationKind
from tests.factories.knowledgebank import adoption_of, entry, make_edition, make_plan, make_plan_page
from tests.factories.networks import make_organization, make_user, municipality_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_plan_page(title="Samverkansplan", slug="samverkansplan")


@pytest.fixture
def plan(page):
    plan = make_plan(content_id=page.translation_key)
    make_edition(plan, adopted_on=date(2025, 6, 1))
    return plan


@pytest.fixture
def nacka():
    return municipality_organization("0182")


@pytest.fixture
def committee(nacka):
    return make_organization(
        name="Arbets- och företagsnämnden", kind=OrganizationKind.COMMITTEE, parent=nacka, municipality_id="0182"
    )


@pytest.fixture
def coordinator(client):
    user = make_user("knowledgebank.view_adoption", "knowledgebank.record_adoption")
    client.force_login(user)
    return user


def act_url(plan, organization, kind):
    return reverse("spreading_act", args=[plan.public_id, organization.public_id, kind])


def post_decision(client, plan, nacka, committee, **changes):
    values = {
        "key": "once",
        "on": "2026-02-11",
        "body": committee.pk,
        "outcome": Outcome.JOINED.value,
        "edition": plan.editions.get().pk,
        "case_number": "AFN 2026/12",
    }
    return client.post(act_url(plan, nacka, EventKind.DECIDED), {**values, **changes})


def test_decision_recorded_by_the_coordinator_shows_as_joined(client, coordinator, plan, nacka, committee):
    answer = post_decision(client, plan, nacka, committee)

    history = reverse("spreading_organization", args=[plan.public_id, nacka.public_id])
    assert (answer.status_code, answer.url) == (302, history)
    event = AdoptionEvent.objects.get()
    assert (event.body, event.decision_date, event.case_number) == (committee, date(2026, 2, 11), "AFN 2026/12")
    assert event.recorded_by == coordinator
    assert "AFN 2026/12" in client.get(history).text


def test_double_click_is_one_event(client, coordinator, plan, nacka, committee):
    answers = [post_decision(client, plan, nacka, committee).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert AdoptionEvent.objects.count() == 1


def test_decision_without_body_is_shown_as_an_error_and_saves_nothing(client, coordinator, plan, nacka, committee):
    answer = post_decision(client, plan, nacka, committee, body="")

    assert "body" in answer.context["form"].errors
    assert AdoptionEvent.objects.count() == 0


def test_refusal_of_a_rule_is_shown_in_the_form(client, coordinator, plan, nacka, committee):
    post_decision(client, plan, nacka, committee)

    answer = client.post(
        act_url(plan, municipality_organization("0180"), EventKind.RENEWED),
        {"key": "x", "on": "2026-02-11", "edition": plan.editions.get().pk},
    )

    assert list(answer.context["form"].non_field_errors()) == [str(NotYetJoined.message)]
    assert AdoptionEvent.objects.count() == 1


def test_dates_are_read_as_far_as_they_are_known(client, coordinator, plan, nacka, committee):
    client.post(
        reverse("spreading_letter", args=[plan.public_id]),
        {
            "edition": plan.editions.get().pk,
            "letter": "Framställan",
            "sent_on": "senast 8 november 2025",
            "reply_due_on": "senast december 2025",
        },
    )
    dispatch = Dispatch.objects.get()
    client.post(
        act_url(plan, nacka, EventKind.RECEIVED),
        {
            "key": "x",
            "on": "senast ۸ november ۲۰۲۵",
            "registry": committee.pk,
            "case_number": "AFN 2025/74",
            "dispatch": dispatch.pk,
        },
    )

    event = AdoptionEvent.objects.get()
    assert (dispatch.sent_on, dispatch.sent_on_precision) == (date(2025, 11, 8), "not_after")
    assert (dispatch.reply_due_on, dispatch.reply_due_precision) == (date(2025, 12, 31), "month")
    assert (event.occurred_on, event.precision) == (date(2025, 11, 8), "not_after")


def test_every_form_opens(client, coordinator, plan, nacka):
    kinds = [kind for kind in EventKind if kind not in (EventKind.ADAPTED, EventKind.REVIEWED, EventKind.RETRACTED)]

    codes = {kind: client.get(act_url(plan, nacka, kind)).status_code for kind in kinds}
    others = [
        client.get(reverse(name, args=args)).status_code
        for name, args in (
            ("spreading_plans", []),
            ("spreading_new_plan", []),
            ("spreading_edition", [plan.public_id]),
            ("spreading_letter", [plan.public_id]),
        )
    ]

    assert codes == dict.fromkeys(kinds, 200)
    assert others == [200, 200, 200, 200]


def test_correction_starts_from_the_entry_and_replaces_it(client, coordinator, plan, nacka, committee):
    post_decision(client, plan, nacka, committee)
    wrong = AdoptionEvent.objects.get()
    url = f"{act_url(plan, nacka, EventKind.DECIDED)}?corrects={wrong.public_id}"

    form = client.get(url).context["form"]
    client.post(
        url,
        {
            "key": "right",
            "on": "2026-02-10",
            "body": committee.pk,
            "outcome": Outcome.JOINED.value,
            "edition": plan.editions.get().pk,
            "case_number": "AFN 2026/12",
            "reason": "Fel dag",
        },
    )

    assert (form["on"].initial, form["case_number"].initial) == (date(2026, 2, 11), "AFN 2026/12")
    assert AdoptionEvent.objects.get(corrects=wrong).decision_date == date(2026, 2, 10)


def test_entry_is_taken_back_with_a_reason(client, coordinator, plan, nacka, committee):
    post_decision(client, plan, nacka, committee)
    wrong = AdoptionEvent.objects.get()
    url = f"{act_url(plan, nacka, EventKind.RETRACTED)}?corrects={wrong.public_id}"

    without_reason = client.post(url, {"key": "back", "reason": ""})
    client.post(url, {"key": "back", "reason": "Fel kommun"})

    assert "reason" in without_reason.context["form"].errors
    assert AdoptionEvent.objects.get(kind=EventKind.RETRACTED).corrects == wrong


def test_table_shows_every_municipality_of_the_county_on_the_day(client, coordinator, plan, nacka, committee):
    spreading.record_proposed(
        plan,
        organization=nacka,
        on=date(2025, 11, 8),
        body=committee,
        proposed_outcome=Outcome.JOINED,
        entry=entry(),
    )
    post_decision(client, plan, nacka, committee)
    url = reverse("spreading_plan", args=[plan.public_id])

    stages = {}
    for day in ("2025-11-07", "2026-02-10", "2026-02-11"):
        rows = client.get(url, {"day": day}).context["rows"]
        stages[day] = {row["organization"].pk: row["standing"].stage.value for row in rows}

    assert {len(rows) for rows in stages.values()} == {26}
    assert [stages[day][nacka.pk] for day in stages] == ["not_contacted", "under_preparation", "joined"]


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "۲۰۲۶-۰۲-۱۱", "\x00"])
def test_any_day_in_the_address_is_answered(client, coordinator, plan, day):
    assert client.get(reverse("spreading_plan", args=[plan.public_id]), {"day": day}).status_code == 200


@pytest.mark.parametrize("odd", ["²", "1", "\x00", "9" * 5000, "00000000-0000-4000-8000-000000000000"])
def test_organization_that_is_none_in_the_address_is_not_found(client, coordinator, plan, odd):
    answer = client.get(reverse("spreading_plan", args=[plan.public_id]), {"organization": odd}, follow=True)

    assert answer.status_code == 404


def test_another_organization_is_opened_by_its_identifier(client, coordinator, plan, nacka):
    address = reverse("spreading_plan", args=[plan.public_id])

    answer = client.get(address, {"organization": str(nacka.public_id)})

    assert answer["Location"] == reverse("spreading_organization", args=[plan.public_id, nacka.public_id])


def test_table_costs_the_same_for_one_and_three_adoptions(client, coordinator, plan):
    url = reverse("spreading_plan", args=[plan.public_id])

    def count(codes):
        for code in codes:
            spreading.record_informed(
                plan,
                organization=municipality_organization(code),
                on=date(2025, 9, 1),
                function_reached="Socialchef",
                evidence="Länsträff",
                entry=entry(),
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    client.get(url)
    assert count(["0180"]) == count(["0182", "0184", "0186"])


def test_new_plan_is_made_from_its_page(client, coordinator):
    page = make_plan_page(title="Ny plan", slug="ny-plan")
    owner = make_organization(kind=OrganizationKind.COUNTY_BOARD, county_id="07")

    answer = client.post(reverse("spreading_new_plan"), {"page": page.pk, "owner": owner.pk, "network": ""})

    plan = Plan.objects.get()
    assert plan.content_id == page.translation_key
    assert answer.url == reverse("spreading_plan", args=[plan.public_id])


def test_reader_sees_and_cannot_record(client, plan, nacka, committee):
    client.force_login(make_user("knowledgebank.view_adoption"))

    shown = client.get(reverse("spreading_organization", args=[plan.public_id, nacka.public_id]))
    refused = post_decision(client, plan, nacka, committee)

    assert shown.status_code == 200
    assert act_url(plan, nacka, EventKind.DECIDED) not in shown.text
    assert refused.status_code in (302, 403)
    assert AdoptionEvent.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["spreading_plans", "spreading_new_plan", "spreading_plan", "spreading_edition", "spreading_letter"]
)
def test_others_are_refused(client, plan, name):
    client.force_login(make_user())
    arguments = [] if name in ("spreading_plans", "spreading_new_plan") else [plan.public_id]

    answer = client.get(reverse(name, args=arguments))

    assert answer.status_code in (302, 403)
    assert "Samverkansplan" not in answer.text


def test_menu_item_is_shown_to_readers_alone(client, plan):
    address = reverse("spreading_plans")

    seen = {}
    for permission in ("knowledgebank.view_adoption", None):
        client.force_login(make_user(*([permission] if permission else [])))
        seen[permission] = address in client.get(reverse("wagtailadmin_home")).text

    assert seen == {"knowledgebank.view_adoption": True, None: False}


def test_event_of_another_organization_is_not_found_for_correction(client, coordinator, plan, nacka, committee):
    post_decision(client, plan, nacka, committee)
    event = adoption_of(plan, nacka).events.get()

    url = f"{act_url(plan, municipality_organization('0180'), EventKind.DECIDED)}?corrects={event.public_id}"

    assert client.get(url, follow=True).status_code == 404
