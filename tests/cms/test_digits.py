"""Digits of three scripts."""

from cms.digits import to_ascii_digits, to_local_digits


def test_all_three_digit_scripts_become_ascii():
    assert to_ascii_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0123456789 åäö") == "0123456789 0123456789 0123456789 åäö"


def test_other_scripts_digits_are_left_alone():
    assert to_ascii_digits("１²४") == "１²४"


def test_local_digits_are_persian_in_dari_alone():
    assert [to_local_digits(2026, code) for code in ("sv", "en", "fa-af", None)] == ["2026", "2026", "۲۰۲۶", "2026"]
