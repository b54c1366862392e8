"""Journey 5: the coordinator looks up who is who, imports lists as people have them, exports, and undoes."""

import csv
import io
import secrets

import openpyxl
import pytest

TAG = "".join(secrets.choice("bdfgklmnr") for _letter in range(6))
"""In names and addresses of this run, so that it finds nobody of an earlier one."""
NETWORK = "Nätverket för enhetschefer för boende"
HEADINGS = ["Organisation", "Förnamn", "Efternamn", "E-post", "Funktion", "Roll", "Från"]
ASA = ["Örebro kommun", "Åsa", f"Låtsas{TAG}", f"asa.{TAG}@example.org", "Enhetschef", "ledamot", "2026-01-01"]
BO = ["Ale kommun", "Bö", f"Påhitt{TAG}", f"bo.{TAG}@example.org", "Boendechef", "ledamot", "2026-01-01"]
CIA = ["Växjö kommun", "Cia", f"Exempel{TAG}", f"cia.{TAG}@example.org", "Enhetschef", "ledamot", "2026-01-01"]
NOBODYS = ["Ankeborgs kommun", "Kalle", "Exempel", "kalle@example.org", "Enhetschef", "ledamot", "2026-01-01"]


@pytest.fixture
def coordinator(page, sign_in):
    sign_in(page, "coordinator")
    yield page
    assert page.watch.errors == []
    assert page.watch.foreign == []


def csv_as_excel_saves_it(*rows: list[str]) -> dict:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADINGS, *rows])
    return {"name": "medlemmar.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode("cp1252")}


def workbook(*rows: list[str]) -> dict:
    book = openpyxl.Workbook()
    for row in [HEADINGS, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return {"name": "medlemmar.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}


def upload(page, file: dict) -> list[tuple[str, str]]:
    """Upload a list of members and return the preview: how each row ends, and what the page says of it."""
    page.goto("/admin/networks/import/")
    page.select_option("#id_target", "memberships")
    page.select_option("#id_network", label=NETWORK)
    page.set_input_files("#id_file", file)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/preview/")
    return rows_of_preview(page)


def rows_of_preview(page) -> list[tuple[str, str]]:
    rows = page.locator(".import-row").evaluate_all(
        "rows => rows.map((row) => [row.cells[1].innerText, row.cells[3].innerText])"
    )
    return [(ends_as, happens) for ends_as, happens in rows]


def confirm(page) -> dict[str, int]:
    """Press "save" and return the numbers of the result."""
    page.click("main form[action$='/confirm/'] button")
    page.wait_for_url("**/result/")
    words, numbers = page.locator("main dl dt").all_inner_texts(), page.locator("main dl dd").all_inner_texts()
    return {word: int(number) for word, number in zip(words, numbers, strict=True)}


def members(page) -> str:
    page.goto("/admin/networks/")
    page.click(f"main table a:has-text('{NETWORK}')")
    return page.inner_text("main")


def test_directory_when_opened_then_organizations_networks_and_functions_are_found(coordinator):
    page = coordinator
    page.goto("/admin/networks/organizations/")
    page.select_option("#filter-county", label="Örebro län")
    page.select_option("#filter-kind", label="Kommun")
    page.click("main form button[type=submit]")
    page.wait_for_url("**county=18**")
    assert page.locator("main table tbody tr").count() == 12

    page.goto("/admin/networks/key-persons/")
    functions = page.locator("main table tbody td:nth-child(3)")
    all_key_persons = functions.count()
    page.select_option("#filter-function", label="Rektor")
    page.click("main form button[type=submit]")
    page.wait_for_url("**function=**")
    assert 0 < functions.count() < all_key_persons
    assert any(title.startswith("Rektor") for title in functions.all_inner_texts())  # others have a title of their own

    page.goto("/admin/networks/gaps/")
    report = page.locator("main section", has_text="Nyckelpersoner i Örebro län")
    assert "8 av 12" in report.inner_text()
    assert report.locator("ul").first.locator("li").all_inner_texts() == ["Hallsberg", "Lekeberg", "Lindesberg", "Nora"]


def test_members_when_imported_twice_then_each_file_is_previewed_saved_exported_and_undone(coordinator):
    page = coordinator
    preview = upload(page, csv_as_excel_saves_it(ASA, BO, NOBODYS))
    assert [ends_as for ends_as, _happens in preview] == ["Ny", "Ny", "Fel"]
    assert "Ankeborgs kommun" in preview[2][1]
    assert ASA[2] not in members(page)  # nothing is saved by looking
    page.go_back()
    page.go_back()
    assert {key: number for key, number in confirm(page).items() if number} == {"Ny": 2, "Fel": 1}
    shown = members(page)
    assert f"Åsa {ASA[2]}" in shown
    assert f"Bö {BO[2]}" in shown

    moved = [*BO[:5], "ordförande", BO[6]]
    preview = upload(page, workbook(ASA, moved, CIA, NOBODYS))
    assert [ends_as for ends_as, _happens in preview] == ["Oförändrad", "Ändrad", "Ny", "Fel"]
    assert "ordförande" in preview[1][1]
    page.click("main a[href='?outcome=invalid']")
    page.wait_for_url("**outcome=invalid")
    assert [ends_as for ends_as, _happens in rows_of_preview(page)] == ["Fel"]
    assert {key: number for key, number in confirm(page).items() if number} == {
        "Ny": 1,
        "Ändrad": 1,
        "Oförändrad": 1,
        "Fel": 1,
    }

    members(page)
    with page.expect_download() as download:
        page.click("main a[href*='/export/memberships.csv']")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert CIA[2] in text
    with page.expect_download() as download:
        page.click("main a[href*='/export/memberships.xlsx']")
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sum(ASA[2] in map(str, row) for row in sheet.iter_rows(values_only=True)) == 1

    page.goto("/admin/networks/import/")
    page.click("main table tbody a >> nth=0")
    page.click("main a[href*='/acts/']")
    page.click("main form[action$='/revert/'] button")
    page.wait_for_selector(".messages .success")
    shown = members(page)
    assert f"Cia {CIA[2]}" not in shown
    assert f"Åsa {ASA[2]}" in shown
