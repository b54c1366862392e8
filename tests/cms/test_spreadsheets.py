"""Formulas become text in a spreadsheet, and come back as they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.spreadsheets import safe_cell, unsafe_cell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+46 70", "-5", "@SUM(A1)", "  =1", "\t=1", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'=1", "''@x"],
)
def test_text_that_begins_like_a_formula_gets_one_apostrophe(text):
    assert safe_cell(text) == f"'{text}"
    assert unsafe_cell(safe_cell(text)) == text


@pytest.mark.parametrize("value", ["Åre", "'s-Hertogenbosch", "a=b", "1-2", "", " ", "'", None, -5, 2.5, True])
def test_other_values_pass_both_ways_unchanged(value):
    assert safe_cell(value) == value
    assert unsafe_cell(value) == value


@given(st.text(alphabet="'=+-@ \t\nａ＝Å1"))
def test_every_text_comes_back_as_it_was(text):
    assert unsafe_cell(safe_cell(text)) == text


@given(st.text(alphabet="'=+-@ \t\nａ＝Å1"))
def test_no_written_text_begins_like_a_formula(text):
    assert safe_cell(text).lstrip()[:1] not in set("=+-@＝＋－＠") or safe_cell(text).startswith("'")
