"""What a reader typed, as terms: words, "phrases" and -exclusions.

Safe for any text; nothing is passed on to an engine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cms.domain.search.analyzer import CASE_NUMBER, HYPHENATED, key_language
from cms.domain.search.letters import joined, normalize, words_in
from cms.domain.search.vocabulary import stop_words

MOST_CHARACTERS: Final = 200
MOST_WORDS: Final = 12
READ_AT_MOST: Final = 2_000
SHORT_FIRST_PART: Final = 2
NOT: Final = {"sv": "inte", "en": "not"}

_QUOTES = str.maketrans(dict.fromkeys("”“„«»‟＂", '"'))
_TOKEN = re.compile(r"""(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))""")


@dataclass(frozen=True)
class Term:
    """One unit of a query: a word, or the words of a phrase. ``words`` are normalized, zero-width non-joiners kept."""

    words: tuple[str, ...]
    is_phrase: bool = False

    @property
    def shown(self) -> str:
        """The term as it would be typed."""
        text = " ".join(self.words)
        return f'"{text}"' if self.is_phrase else text

    @property
    def spelled(self) -> str:
        """The words between single spaces, as they stand in a document's normalized text."""
        return f" {' '.join(joined(word) for word in self.words)} "


@dataclass(frozen=True)
class ParsedQuery:
    """``text``: what to show in the field again. ``terms`` are wanted, all of them; ``excluded`` are not."""

    text: str
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def asks_only_to_exclude(self) -> bool:
        return bool(self.excluded) and not self.terms


def parse(text: str, locale_code: str) -> ParsedQuery:
    """Return the terms of a query typed on a page in ``locale_code``; any text is accepted.

    At most 200 characters and 12 words are read. ``"`` in any of its typographic forms makes a phrase; a minus before
    a word or phrase, after a space, excludes it, as does ``inte`` (``not``) before the last word. Stop words fall
    away when another word remains; never inside a phrase.
    """
    normalized = normalize(text[:READ_AT_MOST])[:MOST_CHARACTERS].translate(_QUOTES)
    wanted: list[Term] = []
    excluded: list[Term] = []
    room = MOST_WORDS
    for term, is_excluded in _tokens(normalized):
        words = term.words[:room]
        if words:
            (excluded if is_excluded else wanted).append(Term(words, is_phrase=term.is_phrase and len(words) > 1))
        room -= len(words)
    wanted, denied = _without_denied_last_word(wanted, locale_code)
    return ParsedQuery(_shown(text), _without_stop_words(wanted, locale_code), (*excluded, *denied))


def _shown(text: str) -> str:
    printable = "".join(letter if letter.isprintable() or letter == "\u200c" else " " for letter in text[:READ_AT_MOST])
    return " ".join(printable.split(" ")).strip()[:MOST_CHARACTERS]


def _tokens(normalized: str) -> Iterator[tuple[Term, bool]]:
    for match in _TOKEN.finditer(normalized):
        is_excluded = match["minus"] is not None
        if match["phrase"] is not None:
            yield Term(tuple(words_in(match["phrase"])), is_phrase=True), is_excluded
            continue
        for word in _words_of_token(match["word"]):
            yield Term((word,)), is_excluded


def _words_of_token(token: str) -> list[str]:
    """The words of one token; a case number, and a word like e-post, is one word (the index holds it so)."""
    if case_number := CASE_NUMBER.fullmatch(token):
        return [(case_number[1] or "") + re.sub(r"\D", "", case_number[2])]
    words = words_in(token)
    if HYPHENATED.fullmatch(token) and len(words[0]) <= SHORT_FIRST_PART:
        return ["".join(words)]
    return words


def _without_denied_last_word(wanted: list[Term], locale_code: str) -> tuple[list[Term], list[Term]]:
    """``skola inte förskola``: only before the last word, for in a whole sentence ``inte`` seldom means exclusion."""
    denial = NOT.get(locale_code)
    if len(wanted) > 2 and denial and wanted[-2] == Term((denial,)):
        return wanted[:-2], wanted[-1:]
    return wanted, []


def _without_stop_words(terms: list[Term], locale_code: str) -> tuple[Term, ...]:
    kept = [
        term
        for term in terms
        if term.is_phrase or joined(term.words[0]) not in stop_words(key_language(term.words[0], locale_code))
    ]
    return tuple(dict.fromkeys(kept or terms))
