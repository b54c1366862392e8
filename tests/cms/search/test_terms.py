"""What a reader types, as terms; any text is safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.domain.search.terms import MOST_WORDS, Term, parse
from cms.languages import CODES


def word(text: str) -> Term:
    return Term((text,))


def phrase(*words: str) -> Term:
    return Term(words, is_phrase=True)


@pytest.mark.parametrize(
    ("text", "terms", "excluded"),
    [
        ("barn skydd", (word("barn"), word("skydd")), ()),
        ('"god man" rutin', (phrase("god", "man"), word("rutin")), ()),
        ("”god man”", (phrase("god", "man"),), ()),
        ("«god man»", (phrase("god", "man"),), ()),
        ("barn -skola", (word("barn"),), (word("skola"),)),
        ('barn -"god man"', (word("barn"),), (phrase("god", "man"),)),
        ("samverkans-plan", (word("samverkans"), word("plan")), ()),
        ("skola inte förskola", (word("skola"),), (word("förskola"),)),
        ("barn som inte går i skolan", (word("barn"), word("går"), word("skolan")), ()),
        ("att och", (word("att"), word("och")), ()),
        ("rutin för barn", (word("rutin"), word("barn")), ()),
        ('barn"', (word("barn"),), ()),
        ("   ", (), ()),
        ("-barn", (), (word("barn"),)),
        ("- barn", (word("barn"),), ()),
        ("e-post", (word("epost"),), ()),
        ("AFN 2017/74", (word("afn"), word("201774")), ()),
        ("barn\x00skydd", (word("barn"), word("skydd")), ()),
        ("۱۱۲", (word("112"),), ()),
        ("barn barn", (word("barn"),), ()),
    ],
)
def test_query_is_read_as_terms(text, terms, excluded):
    query = parse(text, "sv")

    assert (query.terms, query.excluded) == (terms, excluded)


def test_only_two_hundred_characters_and_twelve_words_are_read():
    query = parse("a1 " * 7_000, "sv")
    many = parse(" ".join(f"ord{number}" for number in range(30)), "sv")

    assert len(query.text) <= 200
    assert len(many.terms) == MOST_WORDS


def test_nothing_but_exclusions_is_told():
    assert parse("-barn", "sv").asks_only_to_exclude
    assert not parse("barn -skola", "sv").asks_only_to_exclude


@given(st.text(max_size=300), st.sampled_from(CODES))
def test_any_text_is_read(text, code):
    query = parse(text, code)

    assert len(query.text) <= 200
    assert sum(len(term.words) for term in (*query.terms, *query.excluded)) <= MOST_WORDS
    assert all(word for term in query.terms for word in term.words)
