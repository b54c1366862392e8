"""A group by the public pages: the form, its answer, the contact's page; and what the organizer sees of it."""

import re
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation

from cms.domain.mail import read_mail
from cms.models import OutgoingMail
from events.domain import links_again, party_names, registration
from events.domain.explain import explain
from events.domain.mail_previews import mail_kinds, preview_mail
from events.domain.party_names import Member
from events.forms import FORM_SALT
from events.models import Party, Registration
from tests.events.acts import fresh, register, told
from tests.factories.events import make_occasion, make_party

pytestmark = pytest.mark.django_db
KINDS = ("party_hold", "party_seats", "party_link", "names_due", "party_released", "party_cancelled", "named")


def soon(**settings):
    """An occasion 60 days from now: the pages go by the real clock."""
    now = timezone.now()
    start = now + timedelta(days=60)
    return make_occasion(
        days=[(start, start + timedelta(hours=2))], now=now, **{"group_registration": True, **settings}
    )


def form_of(occasion, language="sv"):
    with translation.override(language):
        return reverse("events_group", args=[occasion.code])


def own(name="events_my_group"):
    with translation.override("sv"):
        return reverse(name)


def values(client, occasion, **more):
    page = client.get(form_of(occasion)).content.decode()
    return {
        "contact_name": "Karin Kontakt",
        "contact_email": "karin@example.org",
        "organization_name": "Falköpings kommun",
        "seats": "3",
        "rule": "split",
        "mode": "onsite",
        "idempotency_key": re.search(r'name="idempotency_key" value="([^"]+)"', page).group(1),
        "form_time": signing.dumps(int(time.time()) - 60, salt=FORM_SALT),
        **more,
    }


def open_page(client):
    mail = OutgoingMail.objects.filter(to_address="karin@example.org").order_by("pk").last()
    link = re.search(r"/sv/link/group/[\w-]+/", read_mail(mail).text).group()
    assert client.get(link).status_code == 200
    answer = client.post(link)
    assert (answer.status_code, answer.url) == (303, own())
    return client.get(own())


def registered(client, occasion, **more):
    """Return the group that was registered by the form."""
    answer = client.post(form_of(occasion), values(client, occasion, **more))
    assert answer.status_code == 303
    return Party.objects.get(occasion=occasion, contact_email_key="karin@example.org")


def rows_of(party):
    return list(party.registrations.active().order_by("arrival_number"))


def name_values(party, **names):
    """Return the fields of the form of names: by the number of the seat, as ``name`` or ``name, address``."""
    given = {}
    for number, row in enumerate(rows_of(party), start=1):
        name, _comma, email = names.get(f"seat{number}", row.name).partition(", ")
        values = {"name": name, "email": email or row.email, "function": row.function, "language": "sv"}
        given |= {f"{part}-{row.public_id}": value for part, value in values.items()}
    return given


class TestTheForm:
    def test_it_leads_to_the_answer_of_one_group_sent_once_or_twice(self, client):
        occasion = soon(capacity=2)
        sent = values(client, occasion)
        answers = [client.post(form_of(occasion), sent) for _time in range(2)]

        assert len({answer.url for answer in answers}) == 1
        page = client.get(answers[0].url).content.decode()
        assert "Bekräftad: 2 av 3 platser. Väntelista, plats 1, för de andra" in page
        assert "Karin" not in page
        assert Registration.objects.count() == 3

    def test_a_known_contact_gets_the_same_answer_as_a_new_one(self, client):
        occasion = soon()
        first = client.post(form_of(occasion), values(client, occasion))
        again = client.post(form_of(occasion), values(client, occasion))

        pages = [client.get(answer.url).content.decode() for answer in (first, again)]
        title = re.compile(r"<h1.*?</h1>", re.DOTALL)
        assert title.search(pages[0]).group() == title.search(pages[1]).group()
        assert first.status_code == again.status_code == 303
        assert Registration.objects.count() == 3

    def test_other_values_under_the_key_ask_whether_it_is_one_more(self, client):
        occasion = soon()
        sent = values(client, occasion)
        client.post(form_of(occasion), sent)

        answer = client.post(form_of(occasion), {**sent, "seats": "4"})

        assert answer.status_code == 422
        assert answer.context["form"]["idempotency_key"].value() != sent["idempotency_key"]
        assert Registration.objects.count() == 3

    def test_too_many_seats_for_all_or_none_are_said_at_the_field(self, client):
        occasion = soon(capacity=2)

        answer = client.post(form_of(occasion), values(client, occasion, rule="all_or_none"))

        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["seats"]

    def test_persian_digits_are_digits(self, client):
        assert registered(client, soon(), seats="۴").wanted == 4

    def test_a_form_sent_too_quickly_is_held_until_confirmed(self, client):
        occasion = soon()
        party = registered(client, occasion, form_time="")
        assert [row.state for row in rows_of(party)] == ["held"] * 3

        page = open_page(client)

        assert "Bekräftad: 3 platser" in page.content.decode()
        assert [row.state for row in rows_of(party)] == ["confirmed"] * 3

    def test_where_groups_are_not_offered_there_is_no_form_and_no_way_to_it(self, client):
        occasion, other = soon(), soon(group_registration=False)

        assert client.get(form_of(other)).status_code == 404
        with translation.override("sv"):
            paths = [reverse("events_register", args=[one.code]) for one in (occasion, other)]
        pages = [client.get(path).content.decode() for path in paths]
        assert [form_of(one) in page for one, page in zip((occasion, other), pages, strict=True)] == [True, False]

    @pytest.mark.parametrize(
        ("language", "word", "way"), [("en", "Number of seats", "ltr"), ("fa-af", "شمار جای‌ها", "rtl")]
    )
    def test_it_speaks_the_readers_language(self, client, language, word, way):
        page = client.get(form_of(soon(), language)).content.decode()

        assert word in page
        assert f'dir="{way}"' in page


class TestTheContactsPage:
    def test_several_are_named_at_once_and_each_gets_an_own_link(self, client):
        party = registered(client, soon())
        open_page(client)

        answer = client.post(own("events_my_group_names"), name_values(party, seat1="Åsa, asa@example.org", seat2="Bo"))

        assert (answer.status_code, answer.url) == (303, own())
        assert [row.name for row in rows_of(party)] == ["Åsa", "Bo", ""]
        assert told("named") == [("asa@example.org", "REQUEST")]
        page = client.get(own()).content.decode()
        assert "1 plats har inget namn" in page

    def test_an_address_without_a_name_and_a_name_taken_away_are_said_at_the_field(self, client):
        party = registered(client, soon())
        open_page(client)
        client.post(own("events_my_group_names"), name_values(party, seat1="Åsa"))

        answer = client.post(own("events_my_group_names"), name_values(party, seat1="", seat2=", bo@example.org"))

        assert answer.status_code == 422
        keys = [f"name-{row.public_id}" for row in rows_of(party)[:2]]
        assert sorted(answer.context["names_form"].errors) == sorted(keys)

    def test_the_answer_does_not_name_who_is_registered(self, client):
        occasion = soon()
        register(occasion, 1, now=timezone.now(), name="Hemlig Person")
        party = registered(client, occasion)
        open_page(client)

        answer = client.post(own("events_my_group_names"), name_values(party, seat1="Bo, deltagare1@example.org"))

        assert answer.status_code == 409
        assert "Hemlig" not in answer.content.decode()
        assert rows_of(party)[0].name == ""

    def test_seats_are_given_back_and_the_whole_group_cancelled(self, client):
        party = registered(client, soon())
        open_page(client)

        client.post(own("events_my_group_release"), {"seats": [str(rows_of(party)[0].public_id)]})
        assert len(rows_of(party)) == 2
        for _time in range(2):
            assert client.post(own("events_my_group_cancel")).status_code == 303

        assert rows_of(party) == []
        assert "Avslutad" in client.get(own()).content.decode()

    def test_seats_of_others_cannot_be_given_back(self, client):
        occasion = soon()
        other = register(occasion, 1, now=timezone.now())
        registered(client, occasion)
        open_page(client)

        answer = client.post(own("events_my_group_release"), {"seats": [str(other.public_id)]})

        assert answer.status_code == 422
        assert fresh(other).state == "confirmed"

    def test_nothing_is_changed_by_looking_and_nothing_is_kept(self, client):
        party = registered(client, soon())
        open_page(client)

        for name in ("names", "release", "cancel"):
            assert client.get(own(f"events_my_group_{name}")).status_code == 405
        page = client.get(own())
        assert page.headers["Cache-Control"] == "no-store, private"
        assert len(rows_of(party)) == 3

    def test_without_a_link_it_leads_to_where_one_can_be_asked_for(self, client):
        registered(client, soon())

        answer = client.get(own())
        assert (answer.status_code, answer.url) == (303, own("events_send_link"))
        client.post(own("events_send_link"), {"email": "karin@example.org"})
        links_again.answer_link_requests(timezone.now())
        assert told("party_link") == [("karin@example.org", None)]


class TestTheDesk:
    @pytest.fixture
    def organizer(self, client):
        from tests.factories.events import make_organizer

        user = make_organizer()
        client.force_login(user)
        return user

    def desk(self, name, occasion, *more):
        return reverse(f"events_admin_{name}", args=[occasion.code, *more])

    def test_the_list_says_who_is_not_named_and_who_to_ask(self, client, organizer):
        occasion = soon()
        register(occasion, 1, now=timezone.now())
        party = make_party(occasion, seats=2, now=timezone.now())
        row = rows_of(party)[0]
        party_names.name_members(party, named={row.public_id: Member("Åsa Berg")}, now=timezone.now())
        path = self.desk("participants", occasion)

        page = client.get(path).content.decode()
        assert page.count("kontaktperson: Kontakt 1") == 2
        assert page.count("Inget namn än") == 1
        shown = {
            query: [row.registration.name for row in client.get(f"{path}?{query}").context["participants"]]
            for query in ("group=any", "group=unnamed", "q=kontakt1@example.org")
        }
        assert shown == {
            "group=any": ["Åsa Berg", ""],
            "group=unnamed": [""],
            "q=kontakt1@example.org": ["Åsa Berg", ""],
        }

    def test_the_page_of_a_seat_says_which_group_it_is_of_and_cancels_it_whole(self, client, organizer):
        occasion = soon()
        party = make_party(occasion, seats=2, now=timezone.now())
        row = rows_of(party)[0]

        page = client.get(self.desk("registration", occasion, row.public_id)).content.decode()
        assert "En grupp om 2 platser" in page
        assert "kontakt1@example.org" in page
        answer = client.post(self.desk("cancel_group", occasion, row.public_id), {"reason": "Lokalen"})

        assert answer.status_code == 302
        assert rows_of(party) == []
        assert told("party_cancelled") == [("kontakt1@example.org", None)]

    def test_files_and_paper_show_seats_without_a_name(self, client, organizer):
        occasion = soon()
        make_party(occasion, seats=1, now=timezone.now())

        answer = client.get(self.desk("export", occasion, "csv"))
        table = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert "Inget namn än" in table
        assert "Kontakt 1 <kontakt1@example.org>" in table
        assert "Inget namn än" in client.get(self.desk("print", occasion)).content.decode()

    @pytest.mark.parametrize(
        ("language", "words"), [("sv", "3 platser behövdes tillsammans."), ("fa-af", "3 جای یک‌جا ضرورت بود.")]
    )
    def test_why_a_group_was_passed_over_is_said_in_words(self, language, words):
        occasion = soon(capacity=3)
        now = timezone.now()
        seated = register(occasion, 1, now=now)
        party = make_party(occasion, seats=3, rule="all_or_none", now=now)
        register(occasion, 2, now=now)

        with translation.override(language):
            said = explain(occasion, registration=rows_of(party)[2])
        assert words in said[-1].details
        assert said[-1].reason_code == "group_does_not_fit"
        registration.cancel(seated, now=now)

    def test_a_message_reaches_the_contact_once(self):
        from uuid import uuid4

        from events.domain import messages
        from events.domain.transitions import COMMAND
        from events.enums import Recipients

        occasion = soon()
        register(occasion, 1, now=timezone.now())
        make_party(occasion, seats=3, now=timezone.now())
        message = messages.Message({"sv": messages.Words("Hej", "Parkera bakom huset.")})

        sent = messages.send_message(
            occasion, message, recipients=Recipients.ALL, message_id=uuid4(), now=timezone.now(), by=COMMAND
        )

        assert sent == 2
        assert told("message") == [("deltagare1@example.org", None), ("kontakt1@example.org", None)]


@pytest.mark.parametrize("language", ["sv", "en", "fa-af"])
def test_every_mail_about_groups_is_whole_in_every_language(language):
    occasion = make_occasion()
    now = timezone.now()
    assert set(KINDS) <= set(mail_kinds())

    mails = {kind: preview_mail(occasion, kind, language=language, now=now).mail for kind in KINDS}

    for mail in mails.values():
        assert mail.subject
        assert "%(" not in mail.subject + mail.text + mail.html
        assert f'dir="{"rtl" if language == "fa-af" else "ltr"}"' in mail.html
    assert len({mail.subject for mail in mails.values()}) == len(KINDS)
