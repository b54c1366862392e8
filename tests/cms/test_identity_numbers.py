"""Identity numbers are found in every notation, and nothing else is taken for one."""

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cms.digits import ARABIC_DIGITS, PERSIAN_DIGITS
from cms.identity_numbers import find_identity_number, refuse_identity_numbers


def check_digit(nine: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - index % 2), 10)) for index, digit in enumerate(nine))
    return str(-total % 10)


def made_up_numbers(count: int) -> list[tuple[str, str, str]]:
    """Return (century, six digits of the day, four last digits); every second is a coordination number."""
    chance = random.Random(26)
    found = []
    for index in range(count):
        day = date(1930, 1, 1) + timedelta(days=chance.randrange(35_000))
        days = day.day + (60 if index % 2 else 0)
        six = f"{day:%y%m}{days:02d}"
        three = f"{chance.randrange(1000):03d}"
        found.append((f"{day:%Y}"[:2], six, three + check_digit(six + three)))
    return found


NOTATIONS = [
    "{century}{six}{four}",
    "{century}{six}-{four}",
    "{six}-{four}",
    "{six}+{four}",
    "{six} {four}",
    "{century}{six} – {four}",
]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_numbers_in_every_notation_are_found(notation):
    texts = [notation.format(century=c, six=s, four=f) for c, s, f in made_up_numbers(200)]

    missed = [text for text in texts if not find_identity_number(f"Barnet har nummer {text}.")]

    assert missed == []


def test_plain_ten_digits_are_found_unless_they_look_like_a_telephone_number():
    texts = [six + four for _, six, four in made_up_numbers(200)]

    assert [text for text in texts if not find_identity_number(text)] == [t for t in texts if t[:2] < "09"]


@pytest.mark.parametrize("digits", [PERSIAN_DIGITS, ARABIC_DIGITS])
def test_numbers_in_other_digit_scripts_are_found(digits):
    text = "19900101-0017".translate(str.maketrans("0123456789", digits))

    assert find_identity_number(f"شماره {text}")


def test_number_with_invisible_marks_between_is_found():
    assert find_identity_number("900101\u200f-\u20600017")


@pytest.mark.parametrize(
    "text",
    [
        # organization numbers: the "month" is 20 or more
        "202100-6073", "2021006073", "556677-8899", "165566778899", "212000-0142", "16212000-0142", "802002-4280",
        # telephone numbers
        "070-123 45 67", "0701234567", "0701234574", "+46701234567", "0046701234567", "08-123 100 00", "0812310000",
        "010-223 30 00", "0102233000", "031-701 00 00", "040-10 20 30", "+46 8 123 100 00",
        # case numbers
        "KS 2026-001234", "851-12345-2026", "SON 2026/00123", "2026-03-21 1330", "Dnr 2026:123", "431-900101-2024",
        "8.1-900101/2026",
        # a wrong check digit, a day that is none, longer numbers
        "900101-0018", "900231-1230", "20260230-1234", "19900101001700", "ISBN 978-91-7000-150-5",
        "", "2026-03-21", "kl. 13.30", "123", "8001010017A",
    ],
)  # fmt: skip
def test_other_numbers_are_left_in_peace(text):
    assert find_identity_number(text) is False


def test_refusal_has_a_code_and_passes_other_values():
    refuse_identity_numbers(None)
    refuse_identity_numbers(12)
    refuse_identity_numbers("KS 2026/12")

    with pytest.raises(ValidationError) as caught:
        refuse_identity_numbers("Anna, 900101-0017")

    assert caught.value.code == "identity_number"
