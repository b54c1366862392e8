"""Addresses that cannot be reached are refused; those that can are kept as typed."""

import pytest
from django.core.exceptions import ValidationError

from cms.mail_addresses import clean_address, email_key


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("name@example.se", "name@example.se"),
        ("  Name.Surname+tag@Example.ORG ", "Name.Surname+tag@example.org"),
        ("\u2068name@example.se\u2069", "name@example.se"),
        ("\ufeffname@example.se", "name@example.se"),
        ("name۱۲@example.se", "name12@example.se"),
        ("name＠example.se", "name@example.se"),
        ("info@räksmörgås.example.se", "info@xn--rksmrgs-5wao1o.example.se"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("a@xn--rksmrgs-5wao1o.xn--p1ai", "a@xn--rksmrgs-5wao1o.xn--p1ai"),
    ],
)
def test_good_address_is_cleaned(typed, cleaned):
    assert clean_address(typed) == cleaned


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "name", "@example.se", "name@", "name@localhost", "name@[127.0.0.1]", "name@127.0.0.1", "name@example",
        "a@b@example.se", "name@.se", "name@example..se", "name@-example.se", "name@example-.se", ".name@example.se",
        "name.@example.se", "na..me@example.se", '"na me"@example.se', "na me@example.se", "name(comment)@example.se",
        "name@example.se\nBcc: x@example.org", "name\r@example.se", "name\x00@example.se", "name@exam ple.se",
        "name,other@example.se", "name@example.se, other@example.se", "Name <name@example.se>", "åsa@example.se",
        "مریم@example.se", "name@example.c", "name@example.123", "name@my.localhost", "name@printer.local",
        "name@example_x.se", "n" * 65 + "@example.se", "name@" + "a" * 64 + ".se",
        "a@" + "b" * 60 + (".c" + "d" * 59) * 4,
        "name@example.se;other@example.se", "name@\u2025.se", "mailto:name@example.se", "name@example.se/..",
    ],
)  # fmt: skip
def test_bad_address_is_refused_with_a_code(typed):
    with pytest.raises(ValidationError) as caught:
        clean_address(typed)

    assert caught.value.code == "invalid_address"


def test_two_spellings_of_one_address_have_one_key():
    assert email_key("Name@Example.SE") == email_key(" name@example.se") == "name@example.se"


def test_tags_and_dots_make_another_address():
    assert len({email_key(a) for a in ("a.b@example.se", "ab@example.se", "a.b+c@example.se")}) == 3
