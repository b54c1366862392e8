"""Parts of Swedish compounds, by a list of our own words: ``samverkansplan`` -> samverkan, plan.

Splitting by a general dictionary was measured and rejected (försvinner became föra + svinner): both parts must be in
``words/sv_parts.txt``, and the last one must be a Swedish word to the dictionary as well.
"""

from functools import lru_cache

from cms.domain.search.lemmas import MEMORY_WORDS, is_known, lemma
from cms.domain.search.vocabulary import compound_parts, short_compound_parts

LEAST_LETTERS = 7
FIRST_CUT = 3
DEEPEST = 3
LINKING_S_FROM = 5
ENDINGS_LOST_IN_COMPOUNDS = ("a", "e")


def _head(text: str) -> str | None:
    """The base form of the last part, if it is one of ours and a known word."""
    if not is_known(text, "sv"):
        return None
    if text in compound_parts() or len(text) <= FIRST_CUT:
        return compound_parts().get(text)
    return compound_parts().get(lemma(text, "sv"))


def _modifier(text: str, depth: int) -> tuple[str, ...]:
    """The base forms in the first part; empty when it is none of ours."""
    if text in compound_parts():
        return (compound_parts()[text],)
    bare = text.removesuffix("s")
    if len(text) < LINKING_S_FROM and bare not in short_compound_parts():
        bare = text
    for candidate in (bare, *(bare + ending for ending in ENDINGS_LOST_IN_COMPOUNDS)):
        if candidate in compound_parts():
            return (compound_parts()[candidate],)
    return _split(text, depth + 1) or (_split(bare, depth + 1) if bare != text else ())


def _split(word: str, depth: int) -> tuple[str, ...]:
    if len(word) < LEAST_LETTERS or depth > DEEPEST:
        return ()
    for cut in range(FIRST_CUT, len(word) - FIRST_CUT + 1):
        head = _head(word[cut:])
        modifier = _modifier(word[:cut], depth) if head else ()
        if head and modifier:
            return (*modifier, head)
    return ()


def part_form(word: str) -> str:
    """Return the base form of a listed part, or an empty text."""
    return compound_parts().get(word, "")


@lru_cache(MEMORY_WORDS)
def compound_parts_of(word: str) -> tuple[str, ...]:
    """Return the parts of a normalized Swedish word in their base forms, left to right, each once.

    Empty when the word is no compound of listed words. The longest last part wins, so that ``barnkonventionen`` gives
    barn and konvention, and ``familjehemsplacering`` familjehem and placering.
    """
    return tuple(dict.fromkeys(_split(word, 1)))
