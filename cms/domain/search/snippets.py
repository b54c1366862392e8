"""The piece of the original text that shows why a page was found, with the found words in ``<mark>``."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.domain.search.analyzer import key_language, text_keys
from cms.domain.search.letters import WORD, normalize, words_in

WORDS_SHOWN: Final = 32
WORDS_BEFORE: Final = 8
WORDS_READ: Final = 3_000
ELLIPSIS: Final = "…"


@dataclass(frozen=True)
class _Found:
    """A word of the original text that a query asks for: place in characters, number of the word, what it answers."""

    start: int
    end: int
    number: int
    keys: frozenset[str]


def marked(text: str, keys: Collection[str], locale_code: str) -> SafeString:
    """Return the whole text, escaped, with the words that hold one of the keys marked: for titles."""
    found, _ = _find(text, keys, locale_code)
    return _render(text, 0, len(text), found)


def snippet(text: str, keys: Collection[str], locale_code: str) -> SafeString:
    """Return about 32 words of the text around the place with most of the asked words, escaped, with marks.

    Its beginning when none is there (the hit is in the title or an attachment); empty for an empty text.
    """
    found, spans = _find(text, keys, locale_code)
    if not spans:
        return SafeString("")
    first = max(0, _best_window(found) - WORDS_BEFORE) if found else 0
    first = min(first, max(0, len(spans) - WORDS_SHOWN))
    last = min(first + WORDS_SHOWN, len(spans)) - 1
    start = 0 if first == 0 else spans[first][0]
    end = len(text) if last == len(spans) - 1 else spans[last][1]
    before, after = (ELLIPSIS if start else ""), (ELLIPSIS if end < len(text) else "")
    return mark_safe(f"{before}{_render(text, start, end, found)}{after}")  # noqa: S308 escaped in _render


def _find(text: str, keys: Collection[str], locale_code: str) -> tuple[list[_Found], Sequence[tuple[int, int]]]:
    asked = frozenset(keys)
    found: list[_Found] = []
    spans: list[tuple[int, int]] = []
    for number, match in enumerate(WORD.finditer(text)):
        if number == WORDS_READ:
            break
        spans.append(match.span())
        held = _keys_of(match[0], locale_code) & asked
        if held:
            found.append(_Found(match.start(), match.end(), number, held))
    return found, spans


def _keys_of(original: str, locale_code: str) -> frozenset[str]:
    words = words_in(normalize(original))
    return frozenset(key.key for word in words for key in text_keys(word, key_language(word, locale_code)))


def _best_window(found: Sequence[_Found]) -> int:
    """The number of the first word of the window that answers most of the keys; the earliest such window."""
    best, best_count = found[0].number, 0
    for place in found:
        within = [other.keys for other in found if place.number <= other.number < place.number + WORDS_SHOWN]
        count = len(frozenset().union(*within))
        if count > best_count:
            best, best_count = place.number, count
    return best


def _render(text: str, start: int, end: int, found: Sequence[_Found]) -> SafeString:
    pieces, place = [], start
    for word in found:
        if start <= word.start and word.end <= end:
            pieces += [escape(text[place : word.start]), f"<mark>{escape(text[word.start : word.end])}</mark>"]
            place = word.end
    pieces.append(escape(text[place:end]))
    return mark_safe("".join(pieces))  # noqa: S308 every piece is escaped above
