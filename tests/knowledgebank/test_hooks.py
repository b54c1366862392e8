from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from cms import hooks
from cms.models import Generation
from knowledgebank.domain import spreading
from knowledgebank.domain.day_turn import renew_pages_at_midnight
from knowledgebank.enums import Outcome
from tests.factories.cms import make_home
from tests.factories.knowledgebank import (
    entry,
    make_edition,
    make_guidance,
    make_knowledge_index,
    make_plan,
    make_plan_page,
)
from tests.factories.networks import make_user, municipality_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined():
    page = make_plan_page(title="Samverkansplan")
    plan = make_plan(content_id=page.translation_key)
    nacka = municipality_organization("0182")
    spreading.record_decided(
        plan,
        organization=nacka,
        decision_date=date(2025, 12, 13),
        body=nacka,
        edition=make_edition(plan, adopted_on=date(2025, 6, 1)),
        outcome=Outcome.JOINED,
        entry=entry(),
    )
    return plan, nacka


def layer_of(plan):
    layers = hooks.flatten(hooks.ask_strictly(hooks.COVERAGE_LAYER))
    return next(layer for layer in layers if layer.code == f"adoption-{plan.public_id}")


def test_layer_tells_the_stage_of_an_organization_on_the_day(joined):
    plan, nacka = joined
    layer = layer_of(plan)

    cells = [layer.states_on(day, [nacka.pk]) for day in (date(2025, 12, 12), date(2025, 12, 13))]

    assert layer.title == "Samverkansplan"
    assert [cell[nacka.pk].state for cell in cells] == ["not_contacted", "joined"]


def test_layer_costs_three_queries_for_any_number_of_organizations(joined, django_assert_num_queries):
    plan, nacka = joined
    others = [municipality_organization(code).pk for code in ("0180", "0184")]
    layer = layer_of(plan)

    with django_assert_num_queries(3):
        layer.states_on(date(2026, 1, 1), [nacka.pk, *others])


def test_panel_shows_the_stage_to_readers_alone(joined):
    _plan, nacka = joined
    day = date(2026, 1, 1)
    reader, other = make_user("knowledgebank.view_adoption"), make_user()

    panels = [
        [panel for panel in hooks.ask_strictly(hooks.ORGANIZATION_PANEL, nacka, day=day, user=user) if panel]
        for user in (reader, other)
    ]

    rows = [(row.title, row.state, row.day) for panel in panels[0] for row in panel.rows if row.title]
    assert ("Samverkansplan", "Ansluten", date(2025, 12, 13)) in rows
    assert [row.title for panel in panels[1] for row in panel.rows if row.title == "Samverkansplan"] == []


def test_every_table_that_points_at_networks_says_what_a_merge_does():
    answered = {model for answer in hooks.ask_strictly(hooks.REFERENCES) for model in answer}

    pointing = {
        model._meta.label
        for model in apps.get_app_config("knowledgebank").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label == "networks"
    }
    assert pointing - answered == set()


def test_every_pointer_at_a_user_is_declared_as_personal():
    declared = {(item.model, item.field) for item in hooks.flatten(hooks.ask_strictly(hooks.PERSONAL_DATA))}

    pointing = {
        (model._meta.label, field.name)
        for model in apps.get_app_config("knowledgebank").get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model._meta.label == "auth.User"
    }
    assert pointing - declared == set()


def test_offline_addresses_are_the_indexes_and_works_of_the_language():
    make_home()
    page = make_guidance()
    draft = make_guidance()
    draft.unpublish()

    urls = [url for answer in hooks.ask_strictly(hooks.OFFLINE_URLS, "sv") for url in answer.urls]

    assert {make_knowledge_index().url, page.url} <= set(urls)
    assert draft.url not in urls


@pytest.mark.parametrize(("hour", "bumped"), [(23, 1), (0, 0), (12, 0)])
def test_pages_are_made_new_in_the_first_hour_of_the_swedish_day(hour, bumped):
    before = Generation.objects.get().number

    renew_pages_at_midnight(datetime(2026, 1, 10, hour, 30, tzinfo=UTC))

    assert Generation.objects.get().number - before == bumped
