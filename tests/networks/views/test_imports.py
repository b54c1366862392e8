"""The import as a person meets it: upload, preview by row, columns, confirm twice, errors, undo."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from networks.enums import ImportState
from networks.models import Act, ImportJob, Membership
from tests.factories.networks import make_county_coordinator, make_network, make_network_coordinator

DATA = Path(__file__).parent.parent.parent / "data" / "networks"

NOT_FOUND = (302, 404)  # the language middleware sends "not found" to the same address under /sv/

pytestmark = pytest.mark.django_db


def upload(client, content, network=None, **values):
    data = {"target": "memberships", "file": SimpleUploadedFile("lista.csv", content), **values}
    if network is not None:
        data["network"] = network.pk
    return client.post(reverse("networks_import"), data)


def test_import_from_upload_to_undo(client):
    network = make_network()
    client.force_login(make_county_coordinator())

    answer = upload(client, (DATA / "cp1252_semicolon.csv").read_bytes() + b"Atlantis;X;Y;;;;\r\n", network)
    job = ImportJob.objects.get()
    preview = client.get(answer["Location"]).content.decode()
    errors = b"".join(client.get(reverse("networks_import_errors", args=[job.public_id])).streaming_content).decode()
    confirm = reverse("networks_import_confirm", args=[job.public_id])
    first, second = client.post(confirm), client.post(confirm)
    result = client.get(first["Location"]).content.decode()

    assert answer["Location"] == reverse("networks_import_preview", args=[job.public_id])
    assert "Spara 3 rader" in preview
    assert "Det finns ingen organisation ”Atlantis” i katalogen." in preview
    assert "Åsa" in preview
    assert "Det finns ingen organisation ”Atlantis” i katalogen." in errors
    assert first["Location"] == second["Location"] == reverse("networks_import_result", args=[job.public_id])
    assert (Membership.objects.count(), Act.objects.count()) == (3, 1)
    act = Act.objects.get()
    assert reverse("networks_act", args=[act.public_id]) in result

    client.post(reverse("networks_act_revert", args=[act.public_id]))

    job.refresh_from_db()
    assert (Membership.objects.count(), job.state) == (0, ImportState.UNDONE)


def test_import_columns_may_be_overruled_and_the_file_read_again(client):
    network = make_network()
    client.force_login(make_county_coordinator())
    upload(client, "Kommun;X;Efternamn\nKumla;Åsa;Ny\n".encode("cp1252"), network)
    job = ImportJob.objects.get()
    address = reverse("networks_import_map", args=[job.public_id])

    client.post(address, {"column-0-0": "organization", "column-0-1": "given_name", "column-0-2": "family_name"})
    job.refresh_from_db()
    mapped = job.mapping[""]["keys"]
    client.post(address, {"column-0-0": "organization", "column-0-1": "organization", "column-0-2": ""})
    job.refresh_from_db()
    twice = job.mapping[""]["keys"]
    client.post(address, {"encoding": "mac_roman", "delimiter": ";"})
    job.refresh_from_db()

    assert mapped == twice == ["organization", "given_name", "family_name"]
    assert job.options["guessed"]["encoding"] == "mac_roman"
    assert job.rows.get(number=2).raw[1] != "Åsa"


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "tom"), (b"PK\x03\x04rest", "ingen tabell"), (b"x;y\n1;2\n", "rubrik")]
)
def test_upload_of_a_file_that_cannot_be_read_says_why(client, content, words):
    client.force_login(make_county_coordinator())

    answer = upload(client, content, make_network())

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ImportJob.objects.count() == 0


def test_upload_to_a_network_of_somebody_else_is_no_choice(client):
    own, other = make_network(), make_network()
    client.force_login(make_network_coordinator(own))

    answer = upload(client, (DATA / "sep_line.csv").read_bytes(), other)

    assert answer.status_code == 422
    assert ImportJob.objects.count() == 0


def test_import_of_somebody_else_is_not_found(client):
    client.force_login(make_county_coordinator())
    upload(client, (DATA / "sep_line.csv").read_bytes(), make_network())
    job = ImportJob.objects.get()

    client.force_login(make_county_coordinator())

    for step in ("preview", "result", "errors"):
        assert client.get(reverse(f"networks_import_{step}", args=[job.public_id])).status_code in NOT_FOUND
    for step in ("confirm", "discard", "map"):
        assert client.post(reverse(f"networks_import_{step}", args=[job.public_id])).status_code in NOT_FOUND
    assert Membership.objects.count() == 0


def test_discard_throws_the_upload_away(client):
    client.force_login(make_county_coordinator())
    upload(client, (DATA / "sep_line.csv").read_bytes(), make_network())
    job = ImportJob.objects.get()

    client.post(reverse("networks_import_discard", args=[job.public_id]))

    job.refresh_from_db()
    assert (job.state, job.content, job.rows.count()) == (ImportState.DISCARDED, None, 0)
