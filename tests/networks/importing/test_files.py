"""Reading files as they come: encodings, delimiters, title rows, dates; and files that must not be opened."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from networks.exceptions import FileRefused
from networks.importing.files import MAX_UPLOAD_BYTES, MESSAGES, file_format, read_table
from networks.importing.mapping import find_headers
from networks.importing.reading import Refused, checked, choose_delimiter, decode

DATA = Path(__file__).parent.parent.parent / "data" / "networks"
KEYS = ["organization", "given_name", "family_name", "email", "function", "role", "valid_from"]


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        ("cp1252_semicolon.csv", "cp1252", ";"),
        ("utf16_tab.txt", "utf-16", "\t"),
        ("utf8_bom_comma.csv", "utf-8-sig", ","),
        ("sep_line.csv", "utf-8", ";"),
        ("title_above_header.csv", "utf-8", ";"),
    ],
)
def test_read_table_of_a_messy_csv_finds_encoding_delimiter_and_header(name, encoding, delimiter):
    table = read_table((DATA / name).read_bytes())

    header = find_headers(table.rows, target="memberships")[""]
    rows = [row.cells for row in table.rows if row.number > header.number]

    assert (table.guessed["encoding"], table.guessed["delimiter"], table.guessed["garbled"]) == (
        encoding,
        delimiter,
        False,
    )
    assert header.keys == KEYS
    assert rows[0] == ["Kumla", "Åsa", "Övning", "asa@example.se", "Boendechef", "Ordförande", "2026-01-15"]
    assert len(rows) == 3


def test_read_table_of_a_workbook_reads_all_sheets_dates_and_codes():
    table = read_table((DATA / "dates_and_codes.xlsx").read_bytes())

    headers = find_headers(table.rows, target="memberships")

    assert list(headers) == ["Medlemmar", "Nya"]
    assert headers["Medlemmar"].number == 3
    assert headers["Nya"].keys == ["municipality_code", "name", "email", "function", "valid_from"]
    assert [row.cells for row in table.rows if row.sheet == "Medlemmar"][2][:3] == [180, "Kim", "Försök"]
    assert [row.cells for row in table.rows if row.sheet == "Medlemmar"][3][-2:] == ["2026-01-15", "2026-12-31"]


def test_decode_without_byte_order_mark_sees_the_pattern_of_utf16():
    text = "Kommun;Namn\r\nKumla;Åsa\r\n"

    assert decode(text.encode("utf-16-le")) == (text, "utf-16-le")
    assert decode(text.encode("utf-16-be")) == (text, "utf-16-be")


def test_read_table_warns_of_text_that_was_decoded_twice():
    assert read_table("Kommun;Namn\nÃ–rebro;Ã…sa\n".encode()).guessed["garbled"] is True


def test_choose_delimiter_is_not_fooled_by_commas_in_text():
    assert choose_delimiter("Namn;Anteckning\nA;ett, två, tre\nB;fyra\n") == ";"


def _zip(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"a;b\n" + b"x" * MAX_UPLOAD_BYTES, "too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old_excel"),
        (b"PK\x03\x04 not a zip at all", "not_a_table"),
        (_zip({"word/document.xml": b"<w/>"}), "not_a_table"),
        (_zip({"xl/workbook.xml": b"0" * 5_000_000}), "suspicious"),
        (_zip({"xl/workbook.xml": b"<w/>"} | {f"xl/{number}.xml": b"" for number in range(201)}), "suspicious"),
    ],
)
def test_file_format_refuses_before_anything_is_unpacked(content, code):
    with pytest.raises(FileRefused) as caught:
        file_format(content)

    assert caught.value.message == MESSAGES[code]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_zip({"xl/workbook.xml": b"<w/>"}), "not_a_table"),
        (b";".join(b"x" for _ in range(201)), "too_many_columns"),
        (b"Namn\n" + b"x" * 32_001, "cell_too_long"),
        (b"\x00\x01\x02\x03binary\x00stuff" * 10, "not_a_table"),
        (b"\n\n;;\n", "empty"),
    ],
)
def test_read_table_refuses_what_it_finds_inside(content, code):
    with pytest.raises(FileRefused) as caught:
        read_table(content)

    assert caught.value.message == MESSAGES[code]


def _workbook(sheets: tuple[str, ...], cells: list[object], **changes: str) -> bytes:
    """Return a workbook with these cells in one row of every sheet, and texts of its XML replaced."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name in sheets:
        workbook.create_sheet(name).append(cells)
    stream = io.BytesIO()
    workbook.save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for old, new in changes.items():
        parts = {name: text.replace(old, new) for name, text in parts.items()}
    return _zip({name: text.encode() for name, text in parts.items()})


def test_read_table_of_a_workbook_with_numbers_that_are_none_reads_them_as_words():
    content = _workbook(
        ("Blad",), [11111, 22222, 180], **{"<v>11111</v>": "<v>NaN</v>", "<v>22222</v>": "<v>1e999</v>"}
    )

    cells = read_table(content).rows[0].cells

    assert [str(cell).lower() for cell in cells] == ["nan", "inf", "180"]
    assert all(isinstance(cell, str) for cell in cells[:2])


def test_read_table_takes_control_characters_out_of_cells():
    text = "Kommun;Namn\n" + "Kumla;Åsa\n" * 500 + "Lax\0å;\x0bBo\x1f\x7f\n"

    assert read_table(text.encode()).rows[-1].cells == ["Laxå", "Bo"]


@pytest.mark.parametrize("names", [("Blad", "Blad"), ("x" * 100 + "1", "x" * 100 + "2")])
def test_read_table_of_a_workbook_with_two_sheets_of_one_name_is_refused(names):
    content = _workbook(("First", "Second"), ["Kommun"], First=names[0], Second=names[1])

    with pytest.raises(FileRefused) as caught:
        read_table(content)

    assert caught.value.message == MESSAGES["not_a_table"]


def test_checked_refuses_more_text_than_any_list_holds():
    rows = (("", number, ["x" * 32_000]) for number in range(1, 2_000))

    with pytest.raises(Refused, match="suspicious"):
        for _row in checked(rows):
            pass
