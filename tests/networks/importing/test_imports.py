"""From an upload to saved rows and back: outcomes by row, conflicts, one act, undo; and exports that change nothing."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from networks.domain.acts import revert
from networks.enums import Function, ImportState, MemberRole, Outcome
from networks.exceptions import FileRefused, ImportNotReady, NotAllRows, OutsideScope
from networks.importing.applying import apply
from networks.importing.exports import csv_lines, error_table, exported_rows, table, xlsx_bytes
from networks.importing.jobs import discard, map_columns, purge_imports, start_import
from networks.importing.previews import preview_rows
from networks.importing.reasons import titles_of, words
from networks.models import (
    Act,
    Engagement,
    ImportRecord,
    ImportRow,
    Membership,
    NetworkGrant,
    NetworkSeat,
    Organization,
    Person,
)
from tests.factories.networks import (
    make_county_coordinator,
    make_engagement,
    make_key_person,
    make_membership,
    make_network,
    make_network_coordinator,
    make_organization,
    make_person,
    make_seat,
    municipality_organization,
)

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DATA = Path(__file__).parent.parent.parent / "data" / "networks"
HEADING = "Kommun;Förnamn;Efternamn;E-post;Funktion;Roll;Från;Till och med\n"

pytestmark = pytest.mark.django_db


def begin(text, *, user, network=None, target="memberships", **options):
    content = text if isinstance(text, bytes) else text.encode()
    return start_import(content, file_name="lista.csv", target=target, network=network, user=user, now=NOW, **options)


def outcomes(job):
    return [row.outcome for row in job.rows.all() if row.outcome]


@pytest.mark.parametrize(
    "name", ["cp1252_semicolon.csv", "utf16_tab.txt", "utf8_bom_comma.csv", "sep_line.csv", "title_above_header.csv"]
)
def test_import_of_each_messy_file_makes_the_same_members(name):
    user, network = make_county_coordinator(), make_network()

    job = begin((DATA / name).read_bytes(), user=user, network=network)
    apply(job, user=user, now=NOW)

    assert outcomes(job) == ["new"] * 3
    members = Membership.objects.order_by("person__sort_key").select_related("engagement__organization", "person")
    assert [
        (row.person.full_name, row.engagement.organization.name, row.engagement.function, row.role, row.valid_from)
        for row in members
    ] == [
        ("Bo Exempel", "Laxå kommun", "social_worker", "member", date(2026, 1, 15)),
        ("Kim Försök", "Örebro kommun", "head_teacher", "member", date(2026, 1, 15)),
        ("Åsa Övning", "Kumla kommun", "residence_manager", "chair", date(2026, 1, 15)),
    ]
    assert {row.seat.organization_id for row in members} == {row.engagement.organization_id for row in members}


def test_import_of_a_workbook_reads_codes_and_excel_dates():
    user, network = make_county_coordinator(), make_network()

    job = begin((DATA / "dates_and_codes.xlsx").read_bytes(), user=user, network=network)
    apply(job, user=user, now=NOW)

    rows = Membership.objects.order_by("engagement__organization__municipality_id")
    assert [(row.engagement.organization.municipality_id, row.valid_from, row.valid_to) for row in rows] == [
        ("0180", date(2026, 1, 15), None),
        ("0182", date(2026, 1, 15), None),
        ("1881", date(2026, 1, 15), date(2027, 1, 1)),
    ]


def test_import_repeated_changes_nothing():
    user, network = make_county_coordinator(), make_network()
    content = (DATA / "cp1252_semicolon.csv").read_bytes()
    apply(begin(content, user=user, network=network), user=user, now=NOW)

    again = begin(content, user=user, network=network)
    act = apply(again, user=user, now=NOW)

    assert outcomes(again) == ["unchanged"] * 3
    assert act is None
    assert Act.objects.count() == 1


def test_check_says_of_every_wrong_row_what_is_wrong():
    user, network = make_county_coordinator(), make_network()
    text = HEADING + (
        "Kumla;A;Ett;a@example.se;Rektor;Ledamot;2026-01-01;\n"
        "Kumlla;B;Två;b@example.se;;;;\n"
        "Örebro;C;Tre;inte en adress;;;;\n"
        "Laxå;D;Fyra;;;Kejsare;;\n"
        "Nora;E;Fem;;;;snart;\n"
        "Nora;F;Sex;;;;2026-02-01;2026-01-01\n"
        ";G;Sju;;;;;\n"
        "Nora;H 19121212-1212;Åtta;;;;;\n"
        "Kommun;Förnamn;Efternamn;E-post;Funktion;Roll;Från;Till och med\n"
    )

    job = begin(text, user=user, network=network)

    reasons = {row.number: [reason["code"] for reason in row.reasons] for row in job.rows.all() if row.reasons}
    assert reasons == {
        3: ["perhaps"],
        4: ["bad_email"],
        5: ["unknown_role"],
        6: ["bad_date"],
        7: ["ends_before_start"],
        8: ["no_organization"],
        9: ["identity_number"],
        10: ["header_again"],
    }
    assert {key: job.counts[key] for key in Outcome.values} == {
        "new": 1, "changed": 0, "unchanged": 0, "skipped": 1, "invalid": 7, "conflict": 0,
    }  # fmt: skip
    assert "Kumla" in words(job.rows.get(number=3).reasons)[0]
    titles = titles_of(job.mapping[""])
    told = {row.number: words(row.reasons, titles=titles)[0] for row in job.rows.exclude(reasons=[])}
    columns = {number: text.partition(": ")[0] for number, text in told.items() if number != 10}
    assert columns == {
        3: "Kommun", 4: "E-post", 5: "Roll", 6: "Från", 7: "Till och med", 8: "Kommun", 9: "Förnamn",
    }  # fmt: skip
    assert Membership.objects.count() == 0


def test_check_asks_when_a_bare_name_is_county_and_municipality():
    job = begin(
        "Organisation;Förnamn;Efternamn\nUppsala;A;B\nUppsala kommun;C;D\n",
        user=make_county_coordinator(),
        network=make_network(),
    )

    assert outcomes(job) == ["invalid", "new"]
    assert job.rows.get(number=2).reasons[0]["code"] == "county_or_municipality"


def test_check_when_a_key_stands_twice_is_a_conflict_for_both():
    row = "Kumla;A;Ett;a@example.se;Rektor;Ledamot;2026-01-01;\n"

    job = begin(HEADING + row + row, user=make_county_coordinator(), network=make_network())

    assert outcomes(job) == ["conflict", "conflict"]


def test_import_changes_only_what_the_file_gives():
    user, network = make_county_coordinator(), make_network()
    person = make_person(given_name="A", family_name="Ett", email="a@example.se", phone="010-1")
    kumla = municipality_organization("1881")
    engagement = make_engagement(person=person, organization=kumla, function=Function.HEAD_TEACHER)
    member = make_membership(network=network, engagement=engagement)

    job = begin(
        "Kommun;Förnamn;Efternamn;E-post;Telefon;Till och med\nKumla;A;Ett;a@example.se;;2026-12-31\n",
        user=user,
        network=network,
    )
    apply(job, user=user, now=NOW)

    member.refresh_from_db()
    person.refresh_from_db()
    assert outcomes(job) == ["changed"]
    assert (member.valid_from, member.valid_to, person.phone) == (date(2020, 1, 1), date(2027, 1, 1), "010-1")
    assert [change.after for change in Act.objects.get().changes.all()] == [{"valid_to": "2027-01-01"}]


def test_import_of_another_role_ends_the_row_and_opens_one():
    user, network = make_county_coordinator(), make_network()
    person = make_person(given_name="A", family_name="Ett", email="a@example.se")
    engagement = make_engagement(person=person, organization=municipality_organization("1881"))
    make_membership(network=network, engagement=engagement)

    job = begin(HEADING + "Kumla;A;Ett;a@example.se;;Ordförande;;\n", user=user, network=network)
    apply(job, user=user, now=NOW)

    assert outcomes(job) == ["changed"]
    assert list(Membership.objects.order_by("valid_from").values_list("role", "valid_from", "valid_to")) == [
        (MemberRole.MEMBER, date(2020, 1, 1), date(2026, 5, 4)),
        (MemberRole.CHAIR, date(2026, 5, 4), None),
    ]


def test_import_of_a_former_member_keeps_the_period():
    user, network = make_county_coordinator(), make_network()

    job = begin(HEADING + "Kumla;A;Ett;a@example.se;Rektor;;hösten 2017;2018-12-31\n", user=user, network=network)
    apply(job, user=user, now=NOW)

    member = Membership.objects.get()
    assert (member.valid_from, member.valid_from_precision, member.valid_to) == (
        date(2017, 7, 1), "half", date(2019, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize("target", ["memberships", "key_persons", "organizations"])
def test_check_of_an_end_before_the_stored_start_is_wrong_and_the_rest_is_saved(target):
    user, network = make_county_coordinator(), make_network()
    organization = make_organization(name="Föreningen", valid_from=date(2020, 1, 1))
    engagement = make_engagement(person=make_person(given_name="A", family_name="Ett"), organization=organization)
    make_membership(network=network, engagement=engagement)
    make_key_person(network=network, for_organization=organization, engagement=engagement)
    text = "Organisation;Slag av organisation;Förnamn;Efternamn;Till och med\n"

    rows = "Föreningen;;A;Ett;2019-06-30\nDen nya;ideell organisation;B;Två;\n"
    job = begin(text + rows, user=user, network=network, target=target)
    apply(job, user=user, now=NOW)

    assert outcomes(job) == ["invalid", "new"]
    assert [reason["code"] for reason in job.rows.get(number=2).reasons] == ["ends_before_start"]
    assert Organization.objects.filter(name="Den nya").count() == 1


def test_confirm_when_the_database_refuses_a_row_keeps_it_out_and_saves_the_rest():
    user, network = make_county_coordinator(), make_network()
    job = begin(HEADING + "Kumla;A;Ett;;;;;\nNora;B;Två;;;;;\n", user=user, network=network)
    record = ImportRecord.objects.get(row__number=2, row__job=job, entity="membership")
    record.clean = {**record.clean, "valid_to": record.clean["valid_from"]}
    record.save()

    apply(job, user=user, now=NOW)

    assert [member.person.full_name for member in Membership.objects.select_related("person")] == ["B Två"]
    assert job.rows.get(number=2).reasons == [{"code": "not_saved"}]


def test_import_adds_an_organization_only_for_the_county_coordinator():
    network = make_network()
    text = "Organisation;Typ;Kommunkod;Förnamn;Efternamn\nMigrationsverket Örebro;statlig myndighet;1880;A;Ett\n"
    refused = begin(text, user=make_network_coordinator(network), network=network)
    user = make_county_coordinator()
    job = begin(text, user=user, network=network)
    apply(job, user=user, now=NOW)

    assert (outcomes(refused), outcomes(job)) == (["invalid"], ["new"])
    assert Organization.objects.get(kind="state_agency").county_id == "18"
    assert NetworkSeat.objects.get().organization.kind == "state_agency"


def test_confirm_twice_is_one_act():
    user, network = make_county_coordinator(), make_network()
    job = begin((DATA / "sep_line.csv").read_bytes(), user=user, network=network)

    first = apply(job, user=user, now=NOW)
    second = apply(job, user=user, now=NOW)

    assert first == second
    assert (Act.objects.count(), Membership.objects.count()) == (1, 3)
    job.refresh_from_db()
    assert (job.state, job.content) == (ImportState.APPLIED, None)


def test_confirm_when_a_row_changed_since_the_preview_keeps_it_and_saves_the_rest():
    user, network = make_county_coordinator(), make_network()
    person = make_person(given_name="A", family_name="Ett", email="a@example.se")
    engagement = make_engagement(person=person, organization=municipality_organization("1881"))
    member = make_membership(network=network, engagement=engagement)
    job = begin(
        HEADING + "Kumla;A;Ett;a@example.se;;;;2026-12-31\nLaxå;B;Två;b@example.se;;;;\n", user=user, network=network
    )
    Membership.objects.filter(pk=member.pk).update(row_version=2, reason="ändrad av någon annan")

    apply(job, user=user, now=NOW)

    member.refresh_from_db()
    assert (member.valid_to, member.reason) == (None, "ändrad av någon annan")
    assert outcomes(job) == ["conflict", "new"]
    assert job.counts["conflict"] == 1
    assert Membership.objects.count() == 2


def test_preview_names_the_organization_that_a_row_was_found_to_mean():
    user, network = make_county_coordinator(), make_network()
    organization = municipality_organization("1881")

    job = begin(HEADING + "Kumla;A;Ett;;;;;\n", user=user, network=network)

    shown = [record.diff["organization"] for record in ImportRecord.objects.filter(row__job=job, entity="seat")]
    assert shown == [[None, organization.name]]


def test_confirm_all_or_nothing_with_a_wrong_row_saves_nothing():
    user, network = make_county_coordinator(), make_network()
    job = begin(HEADING + "Kumla;A;Ett;;;;;\nAtlantis;B;Två;;;;;\n", user=user, network=network, all_or_nothing=True)

    with pytest.raises(NotAllRows):
        apply(job, user=user, now=NOW)

    assert Membership.objects.count() == 0


def test_confirm_by_somebody_else_is_refused():
    user, network = make_county_coordinator(), make_network()
    job = begin((DATA / "sep_line.csv").read_bytes(), user=user, network=network)

    with pytest.raises(ImportNotReady):
        apply(job, user=make_county_coordinator(), now=NOW)


def test_confirm_when_the_right_to_the_network_has_ended_since_saves_nothing():
    network = make_network()
    user = make_network_coordinator(network)
    job = begin(HEADING + "Kumla;A;Ett;;;;;\n", user=user, network=network)
    NetworkGrant.objects.all().delete()

    act = apply(job, user=user, now=NOW)

    assert act is None
    assert (Membership.objects.count(), NetworkSeat.objects.count(), Person.objects.count()) == (0, 0, 0)
    assert [row.reasons for row in job.rows.exclude(reasons=[])] == [[{"code": "outside_scope"}]]


def test_preview_never_shows_what_is_stored_of_a_protected_person():
    network = make_network()
    hidden = make_person(family_name="Hemlig", protected_identity=True, phone="070 stored")
    make_membership(
        network=network, engagement=make_engagement(person=hidden, organization=municipality_organization("1881"))
    )
    user = make_network_coordinator(network)

    job = begin("Kommun;Förnamn;Efternamn;Telefon\nKumla;Kim;Hemlig;070 given\n", user=user, network=network)
    shown = repr(preview_rows(job.rows.all(), mapping=job.mapping))

    assert outcomes(job) == ["changed"]
    assert ("070 given" in shown, "070 stored" in shown) == (True, False)


def test_undo_takes_away_exactly_what_the_import_made():
    user, network = make_county_coordinator(), make_network()
    kept = make_seat(network=network)
    act = apply(begin((DATA / "sep_line.csv").read_bytes(), user=user, network=network), user=user, now=NOW)

    undone = revert(act, actor=user, now=NOW)

    act.import_job.refresh_from_db()
    assert undone.kept == []
    assert (Membership.objects.count(), Engagement.objects.count(), Person.objects.count()) == (0, 0, 0)
    assert list(NetworkSeat.objects.all()) == [kept]
    assert act.import_job.state == ImportState.UNDONE


def test_import_by_a_network_coordinator_stays_in_own_networks():
    own, other = make_network(name="Eget"), make_network(name="Annat")
    user = make_network_coordinator(own)

    with pytest.raises(OutsideScope):
        begin(HEADING + "Kumla;A;Ett;;;;;\n", user=user, network=other)
    job = begin("Kommun;Förnamn;Efternamn;Nätverk\nKumla;A;Ett;Annat\nLaxå;B;Två;Eget\n", user=user)

    assert outcomes(job) == ["invalid", "new"]
    assert job.rows.get(number=2).reasons == [{"code": "outside_scope", "column": "network", "value": "Annat"}]


def test_import_with_the_address_of_somebody_outside_reveals_nothing():
    own = make_network()
    make_person(given_name="A", family_name="Ett", email="a@example.se", phone="hemligt")
    user = make_network_coordinator(own)

    job = begin(HEADING + "Kumla;A;Ett;a@example.se;;;;\n", user=user, network=own)

    assert outcomes(job) == ["conflict"]
    assert job.rows.get(number=2).reasons == [{"code": "outside_scope", "column": "email"}]


def test_map_columns_overrules_the_guess():
    user, network = make_county_coordinator(), make_network()
    job = begin("Kommun;Kolumn X;Efternamn\nKumla;Kim;Ett\n", user=user, network=network)

    map_columns(job, {"": ["organization", "given_name", "family_name"]}, user=user, now=NOW)
    apply(job, user=user, now=NOW)

    assert Person.objects.get().full_name == "Kim Ett"
    with pytest.raises(ImportNotReady):
        map_columns(job, {"": ["", "", ""]}, user=user, now=NOW)


def test_start_import_without_a_known_heading_is_refused():
    with pytest.raises(FileRefused):
        begin("x;y\n1;2\n", user=make_county_coordinator(), network=make_network())


def test_import_of_key_persons():
    user, network = make_county_coordinator(), make_network()
    text = "Ort;Funktion;Namn;E-post;Uppdrag\nKumla;Boendechef;A Ett;a@example.se;Boenden\n"

    job = begin(text, user=user, network=network, target="key_persons")
    apply(job, user=user, now=NOW)
    again = begin(text, user=user, network=network, target="key_persons")

    [task] = network.key_persons.all()
    assert (task.for_organization.name, task.engagement.function, task.mandate) == (
        "Kumla kommun", "residence_manager", "Boenden",
    )  # fmt: skip
    assert outcomes(again) == ["unchanged"]


def test_import_of_organizations():
    user = make_county_coordinator()
    text = (
        "Kommunkod;Organisation;Typ;E-post\n0182;Nacka kommun;municipality;info@example.se\n0182;Nämnden;committee;\n"
    )

    job = begin(text, user=user, target="organizations")
    apply(job, user=user, now=NOW)

    assert outcomes(job) == ["changed", "new"]
    assert municipality_organization("0182").email == "info@example.se"
    assert Organization.objects.get(name="Nämnden").municipality_id == "0182"


@pytest.mark.parametrize("target", ["memberships", "key_persons", "organizations"])
@pytest.mark.parametrize("language", ["sv", "en", "fa-af"])
def test_export_read_again_changes_nothing(target, language):
    from django.utils.translation import override

    user, network = make_county_coordinator(), make_network(name="=1+1")
    stockholm = municipality_organization("0180")
    person = make_person(given_name="+Kim", family_name="@Ett")
    engagement = make_engagement(
        person=person, organization=stockholm, function=Function.UNIT_MANAGER, function_text="Chef, EKB-boendet"
    )
    make_membership(network=network, engagement=engagement, valid_to=date(2022, 1, 1))
    make_membership(network=network, engagement=engagement, valid_from=date(2023, 1, 1), reason="=cmd")
    make_membership(network=network, engagement=make_engagement(person=make_person(protected_identity=True)))
    make_key_person(network=network, for_organization=stockholm, engagement=engagement, mandate="-uppdrag")
    make_key_person(network=network, for_organization=make_organization(), engagement=make_engagement())

    for writer in (
        lambda rows: "".join(csv_lines(rows)).encode(),
        lambda rows: xlsx_bytes(rows, title="Export"),
    ):
        with override(language):
            content = writer(table(target, exported_rows(target, user=user)))
            job = start_import(content, file_name="x", target=target, network=None, user=user, now=NOW)
        assert set(outcomes(job)) == {"unchanged"}, [row.reasons for row in ImportRow.objects.exclude(reasons=[])]


def test_error_table_is_the_original_row_with_the_reasons_and_can_be_read_again():
    user, network = make_county_coordinator(), make_network()
    job = begin(HEADING + "Atlantis;B;Två;;;;;\nKumla;A;Ett;;;;;\n", user=user, network=network)

    rows = list(error_table(job, reason_heading="Fel"))

    assert rows[0][-1] == "Fel"
    assert rows[1][:3] == ["Atlantis", "B", "Två"]
    assert len(rows) == 2
    corrected = "".join(csv_lines(rows)).replace("Atlantis", "Nora")
    assert outcomes(begin(corrected, user=user, network=network)) == ["new"]


def test_purge_takes_uploads_left_for_a_day():
    user, network = make_county_coordinator(), make_network()
    job = begin(HEADING + "Kumla;A;Ett;;;;;\n", user=user, network=network)
    left = begin(HEADING + "Kumla;A;Ett;;;;;\n", user=user, network=network)
    discard(left, user=user)

    purge_imports(datetime(2026, 5, 5, 10, 0, tzinfo=UTC))

    job.refresh_from_db()
    left.refresh_from_db()
    assert (job.state, job.content, ImportRow.objects.count()) == (ImportState.EXPIRED, None, 0)
    assert (left.state, left.content) == (ImportState.DISCARDED, None)


def test_check_of_one_and_of_thirty_rows_needs_the_same_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user, network = make_county_coordinator(), make_network()
    counts = []
    for number in (1, 30):
        text = HEADING + "".join(f"Kumla;A;Namn{row};p{row}@example.se;Rektor;;;\n" for row in range(number))
        job = begin(text, user=user, network=network)
        with CaptureQueriesContext(connection) as seen:
            map_columns(job, {}, user=user, now=NOW)
        counts.append(len(seen))

    assert counts[0] == counts[1]
