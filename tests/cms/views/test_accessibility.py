"""The accessibility statement with its eleven parts, and complaints as cases with a due date."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.domain.accessibility import record_complaint, statement_facts
from cms.exceptions import IdempotencyKeyReused
from cms.models import AccessibilityComplaint, AccessibilityFinding, AccessibilityStatementPage
from tests.factories.cms import locale, make_home

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 23, 30, tzinfo=UTC)


def make_statement(**fields) -> AccessibilityStatementPage:
    values = {
        "title": "Tillgänglighet",
        "slug": "accessibility",
        "service": "samverka.example.org",
        "compliance": "partial",
        "method": "Egen granskning med skärmläsare.",
        "assessed_on": timezone.localdate(),
        "updated_on": timezone.localdate(),
        **fields,
    }
    page = AccessibilityStatementPage(locale=locale("sv"), **values)
    make_home().add_child(instance=page)
    page.save_revision().publish()
    return page


def make_finding(kind: str, **fields) -> AccessibilityFinding:
    values = {
        "where": "Kartan",
        "criterion": "WCAG 2.2, 1.4.10",
        "what_sv": f"Fel {kind}",
        "what_en": f"Fault {kind}",
        "what_fa_af": f"اشتباه {kind}",
        "reason": "Rättas i vår.",
        "found_on": date(2026, 11, 1),
        **fields,
    }
    return AccessibilityFinding.objects.create(kind=kind, **values)


def test_statement_has_its_eleven_parts():
    page = make_statement()
    for kind in ("failing", "burden", "outside"):
        make_finding(kind)

    html = Client().get(page.get_url()).content.decode()

    parts = [
        "Samverka", "samverka.example.org", "uppfyller lagens krav delvis", "Fel failing", "Fel burden", "Fel outside",
        "Egen granskning med skärmläsare.", f"{timezone.localdate():%Y-%m-%d}", "Redogörelsen uppdaterad",
        "/sv/accessibility/tell/", "https://www.digg.se/tdosanmalan",
    ]  # fmt: skip
    assert [part for part in parts if part not in html] == []
    assert "csrfmiddlewaretoken" not in html


def test_fixed_findings_are_left_out_and_words_follow_the_language():
    page = make_statement()
    make_finding("failing", fixed_on=date(2027, 1, 1))
    make_finding("failing", where="Sökning")

    facts = statement_facts(page, language_code="fa-af", today=timezone.localdate())

    assert [(finding.where, finding.what) for finding in facts.failing] == [("Sökning", "اشتباه failing")]
    assert facts.burden == facts.outside == []


def test_statement_older_than_a_year_says_so():
    page = make_statement(updated_on=timezone.localdate() - timedelta(days=367))

    assert "mer än ett år gammal" in Client().get(page.get_url()).content.decode()
    assert statement_facts(page, language_code="sv", today=page.updated_on + timedelta(days=366)).is_outdated is False


# --- complaints ---------------------------------------------------------------------------------------------------


def words(**fields) -> dict[str, str]:
    return {
        "text": "Kartan går inte att läsa.",
        "page": "Kartan",
        "email": "",
        "idempotency_key": str(uuid.uuid4()),
    } | fields


def test_complaint_becomes_a_case_that_is_due_in_thirty_days():
    response = Client().post("/fa-af/accessibility/tell/", words(email="Name@Example.se"))

    complaint = AccessibilityComplaint.objects.get()
    assert (response.status_code, complaint.language, complaint.email) == (303, "fa-af", "Name@example.se")
    assert complaint.due_on == timezone.localdate() + timedelta(days=30)
    assert response.url == f"/fa-af/accessibility/tell/received/?answer={complaint.due_on.isoformat()}"
    assert Client().get(response.url).status_code == 200


def test_form_sent_twice_is_one_case():
    sent = words()

    answers = [Client().post("/sv/accessibility/tell/", sent).url for _ in range(2)]

    assert len(set(answers)) == 1
    assert AccessibilityComplaint.objects.count() == 1


def test_same_key_with_other_words_is_refused():
    key = str(uuid.uuid4())
    record_complaint(text="Ett", page="", email="", language="sv", key=key, now=NOW)

    with pytest.raises(IdempotencyKeyReused):
        record_complaint(text="Två", page="", email="", language="sv", key=key, now=NOW)

    assert AccessibilityComplaint.objects.count() == 1


def test_due_day_is_counted_from_the_day_in_stockholm():
    assert record_complaint(text="Ett", page="", email="", language="sv", key="k", now=NOW) == date(2027, 3, 4)


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", ""), ("text", "Barnet har nummer 900101-0017"), ("email", "name@localhost"), ("text", "x" * 2001)],
)
def test_bad_answer_is_said_at_its_field_and_saves_nothing(field, value):
    response = Client().post("/sv/accessibility/tell/", words(**{field: value}))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not AccessibilityComplaint.objects.exists()


def test_robot_gets_the_same_answer_and_no_case():
    response = Client().post("/sv/accessibility/tell/", words(website="http://example.org"))

    assert response.status_code == 303
    assert not AccessibilityComplaint.objects.exists()


@pytest.mark.parametrize("answer", ["", "not-a-day", "2027-03-04"])
def test_answer_page_bears_any_query(answer):
    assert Client().get("/en/accessibility/tell/received/", {"answer": answer}).status_code == 200
