"""One word, many keyboards."""

import pytest

from cms.dari import fold_dari


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("كابل", "کابل"),
        ("علي", "علی"),
        ("هيئت", "هییت"),
        ("خانهٔ", "خانه"),
        ("خانۀ", "خانه"),
        ("مدرسة", "مدرسه"),
        ("أحمد", "احمد"),
        ("مؤسسه", "موسسه"),
        ("مُحَمَّد", "محمد"),
        ("کـــابل", "کابل"),
        ("آب", "آب"),
        ("\u2068کابل\u2069", "کابل"),
        ("Åre\u0301", "Åré"),
    ],
)
def test_forms_of_a_word_become_one(typed, folded):
    assert fold_dari(typed) == folded


def test_zero_width_non_joiner_is_dropped_or_made_a_space():
    assert fold_dari("می\u200cروم") == "میروم"
    assert fold_dari("می\u200cروم", joiner=" ") == "می روم"


def test_folding_twice_changes_nothing():
    text = "سنبلهٔ كُتُب هيئة"

    assert fold_dari(fold_dari(text)) == fold_dari(text)
