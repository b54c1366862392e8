"""The list of participants: filters, search, paging at a constant cost; one registration's page; files and paper."""

import csv
import io

import pytest
from openpyxl import load_workbook

from events.domain import registration
from events.domain.transitions import COMMAND
from events.domain.waiting_list import place_of
from events.enums import Source
from events.models import Registration
from networks.models import Municipality
from tests.factories.events import NOW, make_applicant, make_occasion
from tests.query_counts import query_count

pytestmark = pytest.mark.django_db


def register(occasion, number, **values):
    applicant = make_applicant(number, **values)
    return registration.register(occasion, applicant=applicant, now=NOW, source=Source.COMMAND, by=COMMAND)


def shown(client, path):
    return [row.registration.name for row in client.get(path).context["participants"]]


def test_search_finds_swedish_letters_in_both_cases_and_no_others(client, organizer, desk):
    occasion = make_occasion()
    for number, name in enumerate(["Åsa Öberg", "Asa Oberg", "Bo Ek"], start=1):
        register(occasion, number, name=name)
    path = desk("participants", occasion)

    assert shown(client, f"{path}?q=ÅSA") == shown(client, f"{path}?q=öberg") == ["Åsa Öberg"]
    assert shown(client, f"{path}?q=deltagare3@EXAMPLE") == ["Bo Ek"]
    assert shown(client, f"{path}?q=falköpings") == ["Åsa Öberg", "Asa Oberg", "Bo Ek"]
    assert shown(client, f"{path}?q=%00") == ["Åsa Öberg", "Asa Oberg", "Bo Ek"]


def test_each_filter_narrows_the_list(client, organizer, desk):
    occasion = make_occasion(capacity=1, online_capacity=5, mode="hybrid")
    municipality = Municipality.objects.get(code="1499")
    register(occasion, 1)
    register(occasion, 2)
    register(occasion, 3, mode="online", organization_name="Habo kommun", municipality_id=municipality.pk)
    path = desk("participants", occasion)
    onsite, online = occasion.pools.order_by("pk")

    assert shown(client, f"{path}?state=waitlisted") == ["Deltagare 2"]
    assert shown(client, f"{path}?organization=Habo kommun") == ["Deltagare 3"]
    assert shown(client, f"{path}?municipality={municipality.pk}") == ["Deltagare 3"]
    assert shown(client, f"{path}?mode=online") == ["Deltagare 3"]
    assert shown(client, f"{path}?pool={onsite.pk}") == ["Deltagare 1", "Deltagare 2"]
    assert shown(client, f"{path}?pool={online.pk}") == ["Deltagare 3"]
    assert shown(client, f"{path}?pool=x&state=confirmed") == ["Deltagare 1", "Deltagare 3"]


def test_pages_cost_the_same_for_3_and_for_60_registrations(client, organizer, desk):
    few, many = make_occasion(capacity=1), make_occasion(capacity=10)
    for number in range(3):
        register(few, number)
    for number in range(60):
        register(many, number)

    for name in ("", "participants", "history", "print"):
        assert query_count(client, desk(name, few)) == query_count(client, desk(name, many)), name
    assert len(shown(client, desk("participants", many))) == 50
    assert shown(client, f"{desk('participants', many)}?p=2")[0] == "Deltagare 50"


def test_places_of_the_list_are_those_of_the_rules(client, organizer, desk):
    occasion = make_occasion(capacity=1, online_capacity=1, mode="hybrid")
    for number in range(8):
        register(occasion, number, mode="online" if number % 3 else "onsite")

    rows = client.get(desk("participants", occasion)).context["participants"]

    places = {row.pk: place_of(row) for row in Registration.objects.all()}
    assert {row.registration.pk: row.place for row in rows} == places
    assert max(row.place or 0 for row in rows) > 1


def test_one_registration_tells_its_history_in_words(client, organizer, desk):
    occasion = make_occasion(capacity=1)
    first, second = register(occasion, 1), register(occasion, 2)
    registration.cancel(Registration.objects.get(pk=first.registration_id), now=NOW)
    row = Registration.objects.get(pk=second.registration_id)

    answer = client.get(desk("registration", occasion, row.public_id))

    told = [(reason.act, reason.why, reason.details, reason.automatic) for reason in answer.context["reasons"]]
    assert told == [
        ("Anmälde sig", "Alla platser var tagna", "Plats 1 på väntelistan.", False),
        ("Flyttades upp från väntelistan", told[1][1], "Platser: På plats.", True),
    ]
    assert [mail.kind for mail in answer.context["mails"]] == ["waitlisted", "promoted"]
    assert "Plats 1 på väntelistan." in answer.content.decode()


def test_a_registration_of_another_event_is_not_found(client, organizer, desk):
    occasion, other = make_occasion(), make_occasion()
    register(other, 1)
    row = Registration.objects.get()

    for name in ("registration", "move", "cancel_registration"):
        assert client.get(desk(name, occasion, row.public_id)).status_code == 404


def test_csv_opens_in_swedish_excel_and_runs_nothing(client, organizer, desk):
    occasion = make_occasion()
    register(occasion, 1, name="Åsa Öberg", organization_name='=HYPERLINK("https://x")')
    register(occasion, 2, name="Bo Ek")

    content = b"".join(client.get(f"{desk('export', occasion, 'csv')}?q=åsa").streaming_content)

    assert content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["Turordning", "Namn", "E-post", "Organisation"]
    assert [row[1:4] for row in rows[1:]] == [["Åsa Öberg", "deltagare1@example.org", '\'=HYPERLINK("https://x")']]


def test_workbook_holds_the_same_rows_as_text(client, organizer, desk):
    occasion = make_occasion()
    register(occasion, 1, name="=1+1")

    content = b"".join(client.get(desk("export", occasion, "xlsx")).streaming_content)

    sheet = load_workbook(io.BytesIO(content)).active
    assert [(cell.value, cell.data_type) for cell in sheet[2]][1] == ("'=1+1", "s")
    assert client.get(desk("export", occasion, "pdf")).status_code == 404


def test_paper_lists_those_with_a_seat_by_name(client, organizer, desk):
    occasion = make_occasion(capacity=3)
    for number, name in enumerate(["Öst", "Ek", "Åke", "Väntar"], start=1):
        register(occasion, number, name=name)

    answer = client.get(desk("print", occasion))

    assert [row.registration.name for row in answer.context["participants"]] == ["Ek", "Åke", "Öst"]
    assert answer.content.decode().count('class="box"') == 3
