"""Journey 7: the coordinator records how a plan spreads; the public sees decisions and never a proposal."""

import re

import pytest

from tests.browser.public_pages import LANGUAGES

PLAN = "knowledge/collaboration-plan-stockholm/"
MUNICIPALITY = "Nynäshamns kommun"
CASE_NUMBER = "KS 2026/118"
DECISION_DAY = "2026-09-15"
STAGES = {
    "informed": "Informerad",
    "received": "Ärende öppet",
    "proposed": "Förslag bereds",
    "decided": "Ansluten",
}


@pytest.fixture
def record(open_page, sign_in):
    """A function that records one act about the municipality, and returns the stage that the page then shows."""
    page = open_page()
    sign_in(page, "coordinator")

    def recorded(kind: str, **values: str) -> str:
        page.goto("/admin/spreading/")
        page.click("main table tbody a >> nth=0")
        page.click(f"main table a:has-text('{MUNICIPALITY}')")
        page.click(f"main a[href$='/{kind}/']")
        for name, value in values.items():
            field = page.locator(f"#id_{name}")
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        page.click("main form button[type=submit]")
        page.wait_for_selector(".messages .success")
        assert page.watch.errors == []
        return page.inner_text("main .w-status >> nth=0").capitalize()

    return recorded


def joined(page, language: str) -> dict[str, list[str]]:
    """Return the public list: municipality to its cells, and the machine-readable day of the decision last."""
    page.goto(f"/{language}/{PLAN}")
    rows = page.locator("[aria-labelledby=joined-title] tbody tr").evaluate_all(
        "rows => rows.map((row) => "
        "[...Array.from(row.cells, (cell) => cell.innerText.trim()), row.querySelector('time').dateTime])"
    )
    return {row[0]: row[1:] for row in rows}


def test_municipality_when_informed_received_proposed_and_decided_then_only_the_decision_is_public(open_page, record):
    before = {language: joined(open_page(), language) for language in LANGUAGES}
    assert all(before.values())

    assert record("informed", function_reached="Socialchef", evidence="Möte med länet") == STAGES["informed"]
    assert record("received", registry=MUNICIPALITY, case_number=CASE_NUMBER) == STAGES["received"]
    assert record("proposed", body=MUNICIPALITY, proposed_outcome="joined") == STAGES["proposed"]
    assert {language: joined(open_page(), language) for language in LANGUAGES} == before

    decision = {"on": DECISION_DAY, "body": MUNICIPALITY, "outcome": "joined", "case_number": CASE_NUMBER}
    assert record("decided", **decision) == STAGES["decided"]

    for language in LANGUAGES:
        now = joined(open_page(), language)  # a new reader: browsers keep a page for a minute
        body, day, case_number, edition, machine_day = now.pop(MUNICIPALITY)
        assert (body, case_number, machine_day) == (MUNICIPALITY, CASE_NUMBER, DECISION_DAY)
        assert re.fullmatch(r"[2۲]", edition)
        assert day
        assert now == before[language]
