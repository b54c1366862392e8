"""Normalized text: what of a letter counts in search, and where a word begins and ends.

The order of the steps is part of the analyzer's version (knowledgebank.md 4.1): the phone does the same.
"""

import re
import unicodedata

from cms.dari import ZERO_WIDTH_NON_JOINER, fold_dari
from cms.digits import to_ascii_digits

SWEDISH_LETTERS = "åäö"
SOFT_HYPHEN = "\u00ad"
WORD = re.compile(r"[^\W_]+(?:\u200c[^\W_]+)*")
_ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_QURANIC_SIGNS = frozenset(range(0x06D6, 0x06EE))


class _Letters(dict[int, str | int | None]):
    """A translation table that works out a character when it is met the first time."""

    def __missing__(self, code: int) -> str | None:
        self[code] = result = self._fold(chr(code))
        return result

    def _fold(self, letter: str) -> str | None:
        category = unicodedata.category(letter)
        if category in ("Cc", "Cs"):
            return " "
        if category == "Mn" or ord(letter) in _QURANIC_SIGNS or letter == SOFT_HYPHEN:
            return None
        if letter in SWEDISH_LETTERS or letter.isascii():
            return letter
        bare = unicodedata.normalize("NFD", letter)
        return "".join(sign for sign in bare if unicodedata.category(sign) != "Mn") or letter


_LETTERS = _Letters()
_DOTLESS = str.maketrans("åäö", "aao")


def normalize(text: str) -> str:
    """Return text in the letters that search compares: lower case, one form of each letter, 0–9, no invisible signs.

    NUL and controls become spaces, å ä ö stay letters of their own, every other letter loses its accent, Arabic forms
    become Dari ones, vowel signs fall away. The zero-width non-joiner stays: it holds a Dari word together.
    """
    composed = unicodedata.normalize("NFKC", text).lower()
    return to_ascii_digits(fold_dari(composed, joiner=ZERO_WIDTH_NON_JOINER)).translate(_LETTERS)


def words_in(normalized: str) -> list[str]:
    """Return the words of normalized text, in order; the zero-width non-joiner stays inside a word."""
    return WORD.findall(normalized)


def joined(word: str) -> str:
    """Return the word without zero-width non-joiners: the form that is compared."""
    return word.replace(ZERO_WIDTH_NON_JOINER, "")


def dotless(word: str) -> str:
    """Return the word as typed on a keyboard without å ä ö."""
    return word.translate(_DOTLESS)


def is_arabic_script(word: str) -> bool:
    """Whether a word has a letter of the Arabic script: it is then looked up as Dari, whatever the page's language."""
    return _ARABIC_SCRIPT.search(word) is not None
