"""The page of an invitation: opened by the mailed link, answered by a button; its form; what others see."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import SignedLink
from events.domain import invitations
from events.domain.transitions import COMMAND
from events.models import Invitation, Registration
from events.views.invitations import PASSED_ON_A_DAY
from tests.events.acts import mails, told
from tests.factories.events import make_occasion, make_question
from tests.factories.networks import make_engagement, make_membership, make_network, make_organization, make_person

pytestmark = pytest.mark.django_db


def make_invitation(*, delegable=False, language="sv", **settings):
    """Invite one member of a network to an event in a month; return the row and the path of the mailed link."""
    now = timezone.now()
    start = now + timedelta(days=30)
    occasion = make_occasion(days=[(start, start + timedelta(hours=2))], now=now, **settings)
    network = make_network(name="Länsnätverket")
    person = make_person(given_name="Eva", family_name="Ek", email="eva@falkoping.example", language=language)
    organization = make_organization(name="Falköpings kommun")
    engagement = make_engagement(person=person, organization=organization)
    make_membership(network=network, engagement=engagement)
    invitations.invite_network(occasion, network, delegable=delegable, now=now, by=COMMAND)
    return Invitation.objects.get(), link_in(mails("invitation")[0][1])


def link_in(text):
    return re.search(r"https?://[^/\s]+(/\S+/events/invitation/[\w-]+/)", text).group(1)


def state(row):
    row.refresh_from_db()
    return row.state


def fill_in(client, path="/sv/events/invitation/register/", **values):
    page = client.get(path).content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page).group(1)
    return client.post(path, {"idempotency_key": key, "mode": "onsite", **values})


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "Jag kan inte komma"), ("en", "I cannot come"), ("fa-af", "آمده نمی‌توانم")],
)
def test_the_link_shows_what_one_is_invited_to_and_changes_nothing(client, language, words):
    row, path = make_invitation(language=language)

    client.get(path)  # the first page of a site makes its settings
    with CaptureQueriesContext(connection) as seen:
        page = client.get(path)

    assert path.startswith(f"/{language}/")
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "Eva" not in page.content.decode()
    assert not [one["sql"] for one in seen if one["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert state(row) == "sent"
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store, private", "strict-origin")


def test_a_button_opens_the_invitation_and_leads_to_the_form_without_the_token(client):
    row, path = make_invitation()

    answer = client.post(path, {"act": "register"})

    assert (answer.status_code, answer["Location"]) == (303, "/sv/events/invitation/register/")
    assert state(row) == "opened"
    page = client.get(answer["Location"])
    shown = page.content.decode()
    assert "Eva Ek" in shown
    assert "Falköpings kommun" in shown
    assert path.rsplit("/", 2)[1] not in shown
    known = {"name", "email", "organization_name", "municipality", "function"}
    assert known & set(page.context["form"].fields) == set()
    assert page["Cache-Control"] == "no-store, private"


def test_one_registers_by_the_form_and_the_page_says_so_afterwards(client):
    row, path = make_invitation(invitation_only=True)
    client.post(path, {"act": "register"})

    answer = fill_in(client, name="Någon Annan", email="annan@elsewhere.example")

    assert answer.status_code == 303
    assert "/events/receipt/" in answer["Location"]
    seated = Registration.objects.get()
    assert (seated.name, seated.email, seated.state) == ("Eva Ek", "eva@falkoping.example", "confirmed")
    assert told("confirmed") == [("eva@falkoping.example", "REQUEST")]
    assert "Du är anmäld genom den här inbjudan" in client.get(path).content.decode()
    again = client.get("/sv/events/invitation/register/")
    assert (again.status_code, again["Location"]) == (303, "/sv/events/invitation/")


def test_the_form_of_an_invitation_asks_the_questions_of_the_event_and_says_what_is_wrong(client):
    row, path = make_invitation()
    make_question(row.occasion, required=True)
    client.post(path, {"act": "register"})

    refused = fill_in(client)

    assert refused.status_code == 422
    assert 'id="form-errors"' in refused.content.decode()
    key = row.occasion.questions.get().key
    assert fill_in(client, **{f"q-{key}": "Svar"}).status_code == 303


def test_a_forwarded_link_registers_nobody_a_second_time(client, django_user_model):
    row, path = make_invitation()
    client.post(path, {"act": "register"})
    fill_in(client)
    other = client.__class__()

    other.post(path, {"act": "register"})
    answer = other.post("/sv/events/invitation/register/", {"mode": "onsite", "idempotency_key": "x"})

    assert (answer.status_code, answer["Location"]) == (303, "/sv/events/invitation/")
    assert Registration.objects.count() == 1


def test_no_is_one_button_with_words_if_one_likes(client):
    row, path = make_invitation()

    answer = client.post(path, {"act": "decline", "words": "På resa"})

    assert (answer.status_code, answer["Location"]) == (303, "/sv/events/invitation/")
    assert (state(row), row.words) == ("declined", "På resa")
    page = client.get(answer["Location"]).content.decode()
    assert "Tack för att du hörde av dig" in page
    assert "Jag kan komma ändå" in page


def test_words_with_an_identity_number_are_refused_on_the_page(client):
    row, path = make_invitation()

    answer = client.post(path, {"act": "decline", "words": "19900101-0017"})

    assert answer.status_code == 422
    assert 'id="form-errors"' in answer.content.decode()
    assert state(row) == "opened"


def test_the_invitation_is_passed_on_and_its_old_link_names_nobody(client):
    row, path = make_invitation(delegable=True)
    to_form = client.post(path, {"act": "colleague"})
    assert to_form["Location"] == "/sv/events/invitation/colleague/"
    values = {"name": "Ali Amiri", "email": "ali@falkoping.example", "function": "", "language": "fa-af"}

    refused = client.post(to_form["Location"], {**values, "email": "ali@elsewhere.example"})
    answer = client.post(to_form["Location"], values)

    assert (refused.status_code, answer.status_code) == (409, 303)
    assert state(row) == "delegated"
    page = client.get(path).content.decode()
    assert "överläts till en kollega" in page
    assert "Ali" not in page
    new_path = link_in(mails("invitation")[1][1])
    assert new_path.startswith("/fa-af/")
    assert client.get(new_path).status_code == 200


def test_what_may_not_be_passed_on_offers_no_form(client):
    _row, path = make_invitation(delegable=False)

    page = client.get(path).content.decode()
    answer = client.post(path, {"act": "colleague"}, follow=True)

    assert "Överlåt inbjudan" not in page
    assert answer.redirect_chain[-1][0] == "/sv/events/invitation/"


def test_nobody_tries_address_after_address(client):
    _row, path = make_invitation(delegable=True)
    client.post(path, {"act": "colleague"})
    values = {"name": "Ali", "function": "", "language": "sv"}
    for number in range(PASSED_ON_A_DAY):
        client.post("/sv/events/invitation/colleague/", {**values, "email": f"a{number}@elsewhere.example"})

    late = client.post("/sv/events/invitation/colleague/", {**values, "email": "ali@falkoping.example"})

    assert late.status_code == 409
    assert Invitation.objects.count() == 1


def test_withdrawn_and_ended_memberships_are_said_in_plain_words(client):
    row, path = make_invitation()
    person = row.person
    person.memberships.update(valid_to=timezone.localdate() + timedelta(days=5))
    page = client.get(path).content.decode()
    assert "ditt medlemskap har upphört då" in page
    assert 'value="register"' not in page
    person.memberships.update(valid_to=None)
    assert 'value="register"' in client.get(path).content.decode()

    invitations.withdraw(row, now=timezone.now(), by=COMMAND)

    page = client.get(path).content.decode()
    assert "Arrangören har tagit tillbaka den här inbjudan" in page
    assert 'value="register"' not in page
    assert client.post(path, {"act": "register"}, follow=True).redirect_chain[-1][0] == "/sv/events/invitation/"
    assert not Registration.objects.exists()


def test_an_unknown_and_an_ended_link_and_a_page_without_one_say_what_to_do(client):
    _row, path = make_invitation()
    assert client.get("/sv/events/invitation/nonsense/").status_code == 410
    assert client.get("/sv/events/invitation/").status_code == 410
    SignedLink.objects.update(expires_at=timezone.now())

    assert client.get(path).status_code == 410
    assert client.post(path, {"act": "decline"}).status_code == 410


def test_the_link_of_a_registration_opens_no_invitation(client):
    row, path = make_invitation()
    client.post(path, {"act": "register"})
    fill_in(client)
    personal = re.search(r"/sv/link/([\w-]+)/", mails("confirmed")[0][1]).group(1)

    assert client.get(f"/sv/events/invitation/{personal}/").status_code == 410


def test_the_calendar_shows_an_event_by_invitation_and_its_form_refuses_others(client):
    row, _path = make_invitation(invitation_only=True)
    form = f"/sv/events/{row.occasion.code}/register/"

    page = client.get(form)
    values = {"name": "Anna", "email": "anna@example.org", "mode": "onsite", "idempotency_key": "k"}
    posted = client.post(form, values)

    assert (page.status_code, posted.status_code) == (200, 409)
    for answer in (page, posted):
        assert "Evenemanget kräver inbjudan" in answer.content.decode()
    assert not Registration.objects.exists()
    assert "Våren i nätverket" in page.content.decode()


def test_the_token_is_stored_nowhere(client):
    row, path = make_invitation()
    token = path.rstrip("/").rsplit("/", 1)[1]
    client.post(path, {"act": "register"})

    stored = [str(value) for link in SignedLink.objects.values() for value in link.values()]

    assert not any(token in value for value in stored)
    assert str(row.public_id) in " ".join(stored)
