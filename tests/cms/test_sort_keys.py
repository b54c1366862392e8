"""The order of names: Swedish first, Dari after, the same on every database."""

import random

import pytest

from cms.sort_keys import sort_key

SWEDISH_ORDER = [
    "1 mars", "Ale", "Alingsås", "Arboga", "Dals-Ed", "De Geer", "Degerfors", "Émile", "Lilla Edet", "Malmö", "Malå",
    "Vara", "W", "Wa", "X", "Zorn", "Åmål", "Ånge", "Åre", "Älmhult", "Ängelholm", "Öckerö", "Östhammar",
]  # fmt: skip
DARI_ORDER = [
    "آب", "ارزگان", "بامیان", "پنجشیر", "تخار", "جوزجان", "خوست", "زابل", "ژوب", "غزنی", "فراه", "کابل", "گردیز",
    "لوگر", "میدان", "نورستان", "وردک", "هرات", "یمگان",
]  # fmt: skip


@pytest.mark.parametrize("names", [SWEDISH_ORDER, DARI_ORDER])
def test_names_sort_as_their_readers_expect(names):
    shuffled = random.Random(1).sample(names, len(names))

    assert sorted(shuffled, key=sort_key) == names


def test_dari_names_follow_swedish_ones():
    assert sort_key("Östhammar") < sort_key("آب")


def test_u_with_diaeresis_sorts_as_y():
    assert sorted(["Mz", "Müller", "Muller", "Mya"], key=sort_key) == ["Muller", "Mya", "Müller", "Mz"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("ÅRE", "åre"), ("A\u030are", "Åre"), ("  Lilla   Edet ", "Lilla Edet"), ("Café", "Cafe"), ("Straße", "strasse"),
     ("علي", "علی"), ("Þór", "Thor"), ("kommun (norr)", "kommun norr"), ("۱۲", "12")],
)  # fmt: skip
def test_spellings_without_difference_have_one_key(one, other):
    assert sort_key(one) == sort_key(other)


def test_key_is_ascii():
    assert all(sort_key(name).isascii() for name in [*SWEDISH_ORDER, *DARI_ORDER, "Łódź ĐØ æœ ß 漢字"])
