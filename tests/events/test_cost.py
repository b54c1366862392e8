"""What a registration costs the database: the act itself, and the form and its answer together (P6, P7)."""

import re
import time
from datetime import timedelta

import pytest
from django import forms
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertHTMLEqual

from events.domain import registration
from events.forms import FORM_SALT
from events.models import Registration
from events.widgets import LongSelect
from tests.factories.events import NOW, make_applicant, make_occasion

pytestmark = pytest.mark.django_db

NO_QUERY = re.compile(r"BEGIN|COMMIT|SAVEPOINT|RELEASE|SET CONSTRAINTS")


def queries(captured):
    return [query["sql"] for query in captured if not NO_QUERY.match(query["sql"])]


@pytest.mark.parametrize("days", [1, 3])
def test_a_registration_asks_for_each_fact_once(days):
    held = [(NOW + timedelta(days=30 + day), NOW + timedelta(days=30 + day, hours=2)) for day in range(days)]
    occasion = make_occasion(days=held)
    with CaptureQueriesContext(connection) as seen:
        registration.register(occasion, applicant=make_applicant(), now=NOW, idempotency_key="a")
    asked = queries(seen)
    assert len(asked) <= 15 + 2 * (days - 1), "\n".join(query[:150] for query in asked)
    assert sum("events_occasionday" in query and query.startswith("SELECT") for query in asked) == 1


@pytest.mark.parametrize(("seconds", "state"), [(0, "held"), (60, "confirmed")])
def test_the_form_and_its_answer_take_25_queries_at_most(client, seconds, state):
    now = timezone.now()
    occasion = make_occasion(days=[(now + timedelta(days=30), now + timedelta(days=30, hours=2))], now=now)
    fill_in(client, occasion, "first@example.org", seconds=seconds)
    with CaptureQueriesContext(connection) as seen:
        fill_in(client, occasion, "anna@example.org", seconds=seconds)
    assert Registration.objects.get(email_key="anna@example.org").state == state
    asked = queries(seen)
    assert len(asked) <= 25, f"{len(asked)}\n" + "\n".join(query[:150] for query in asked)


def fill_in(client, occasion, email, *, seconds):
    """Open the form and send it; ``seconds``: how long it took."""
    address = f"/sv/events/{occasion.code}/register/"
    page = client.get(address).content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page).group(1)
    values = {
        "name": "Anna",
        "email": email,
        "organization_name": "Ett nytt namn",
        "mode": "onsite",
        "idempotency_key": key,
        "form_time": signing.dumps(int(time.time()) - seconds, salt=FORM_SALT),
    }
    assert client.post(address, values).status_code == 303


@pytest.mark.parametrize("value", [None, "", "0687", 'x"><script>'])
def test_the_long_drop_down_is_djangos(value):
    choices = [("", "Välj"), ("0687", "Tranås <kommun>"), ('x"><script>', "Konstig & farlig")]
    attributes = {"id": "id_m", "aria-describedby": "help", "required": False}
    ours, theirs = (
        kind(choices=choices, attrs={"class": "field"}).render("m", value, attributes)
        for kind in (LongSelect, forms.Select)
    )
    assertHTMLEqual(ours, theirs)
    assert "<script>" not in ours
