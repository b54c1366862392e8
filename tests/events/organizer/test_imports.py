"""A list of participants from a file: seen by row, saved when confirmed, twice is no change; also as a command."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from events.models import Registration
from tests.events.test_command import event
from tests.factories.events import make_occasion, make_organizer

pytestmark = pytest.mark.django_db
ROWS = [
    ["Namn", "E-post", "Organisation", "Språk"],
    ["Åsa Öberg", "asa@example.org", "Habo kommun", "Engelska"],
    ["Bo Ek", "", "Habo kommun", ""],
    ["Bo Ek", "", "Habo kommun", ""],
    ["", "ingen@example.org", "", ""],
    ["Cia Fel", "inte en adress", "", ""],
    ["Dan 19900101-0017", "dan@example.org", "", ""],
]


def as_csv(rows):
    return "\r\n".join(";".join(row) for row in rows).encode("utf-8-sig")


def as_xlsx(rows):
    workbook, stream = Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(stream)
    return stream.getvalue()


def upload(client, path, content):
    return client.post(path, {"file": SimpleUploadedFile("lista.dat", content)})


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_rows_are_shown_and_nothing_is_saved_before_it_is_confirmed(client, organizer, desk, written):
    occasion = make_occasion(capacity=1)
    path = desk("import", occasion)

    shown = upload(client, path, written(ROWS))

    ends = [(person.number, person.outcome.value) for person, _label in shown.context["people"]]
    assert ends == [(2, "new"), (3, "new"), (4, "wrong"), (5, "wrong"), (6, "wrong"), (7, "wrong")]
    assert all(person.reasons for person, _label in shown.context["people"][2:])
    assert not Registration.objects.exists()

    client.post(path, {"rows": shown.context["rows"]})

    saved = Registration.objects.order_by("pk").values_list("name", "email", "language", "state", "source")
    assert list(saved) == [
        ("Åsa Öberg", "asa@example.org", "en", "confirmed", "list"),
        ("Bo Ek", "", "sv", "waitlisted", "list"),
    ]


def test_the_same_file_again_changes_nothing(client, organizer, desk):
    occasion = make_occasion()
    path = desk("import", occasion)
    rows = upload(client, path, as_csv(ROWS[:3])).context["rows"]
    client.post(path, {"rows": rows})

    again = upload(client, path, as_csv(ROWS[:3]))

    assert [person.outcome.value for person, _label in again.context["people"]] == ["known", "known"]
    assert again.context["new"] == 0


def test_rows_of_another_event_user_or_hand_are_not_taken(client, organizer, desk):
    occasion, other = make_occasion(), make_occasion()
    rows = upload(client, desk("import", occasion), as_csv(ROWS[:2])).context["rows"]

    client.post(desk("import", other), {"rows": rows})
    client.post(desk("import", occasion), {"rows": json.dumps([[1, {"name": "Hitte"}]])})
    client.force_login(make_organizer("annan"))
    client.post(desk("import", occasion), {"rows": rows})

    assert not Registration.objects.exists()


def test_a_file_that_is_no_list_is_refused_with_words(client, organizer, desk):
    path = desk("import", make_occasion())

    for content in (b"a;b\r\n1;2\r\n", b"\x00\x01\x02" * 50, b"PK\x03\x04 no archive"):
        assert upload(client, path, content).status_code == 422


def test_command_shows_saves_and_saves_nothing_when_a_row_is_wrong(tmp_path):
    occasion = make_occasion()
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(as_csv(ROWS[:3]))
    bad.write_bytes(as_csv(ROWS))

    assert event("import", occasion.code, str(good), "--dry-run")[:2] == (0, "new 2, known 0, wrong 0\n")
    code, out, err = event("import", occasion.code, str(bad))
    assert (code, out) == (1, "new 2, known 0, wrong 4\n")
    assert sorted({line.partition(":")[0] for line in err.splitlines()}) == ["row 4", "row 5", "row 6", "row 7"]
    assert not Registration.objects.exists()

    assert event("import", occasion.code, str(good))[:2] == (0, "confirmed 2, waiting 0, known 0\n")
    assert event("import", occasion.code, str(good))[:2] == (0, "confirmed 0, waiting 0, known 2\n")
    assert event("import", occasion.code, str(tmp_path / "saknas.csv"))[0] == 2
