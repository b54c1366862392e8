"""From words to index keys: form, lemma, stem, part and dotless form of each word, by language.

A key is language + class + letters (``svlbarn``), so that languages never mix. The text and the query are analyzed by
the same functions; a query word asks fewer keys than a text word gives (rule 24: parts are of the text's words, never
of the query's). Nothing here knows a page or a database.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cms.dari import ZERO_WIDTH_NON_JOINER
from cms.domain.search.compounds import compound_parts_of, part_form
from cms.domain.search.lemmas import MEMORY_WORDS, is_known, lemma, stem
from cms.domain.search.letters import (
    SWEDISH_LETTERS,
    dotless,
    is_arabic_script,
    joined,
    normalize,
    words_in,
)
from cms.domain.search.vocabulary import synonyms, vocabulary_hash

ANALYZER: Final = "1"
FORM, LEMMA, STEM, PART, DOTLESS = "k", "l", "t", "p", "f"
CLASS_WEIGHTS: Final = {FORM: 1.0, LEMMA: 0.9, STEM: 0.7, PART: 0.5, DOTLESS: 0.4}
KEY_LANGUAGES: Final = {"sv": "sv", "en": "en", "fa-af": "fa"}
LONGEST_WORD: Final = 60
DARI_AFFIXES: Final = frozenset({"ها", "های", "می"})

# AFN 2017/74, 851-1234-2026, KS/2023:123: letters, then two or three groups of digits.
CASE_NUMBER = re.compile(r"(?<![^\W_])(?:([^\W\d_]{1,10})[ /-]{0,2})?(\d{2,6}(?:[/:-]\d{1,6}){1,2})(?![^\W_])")
HYPHENATED = re.compile(r"(?<![^\W_-])[^\W_]+(?:-[^\W_]+)+(?![^\W_-])")


@dataclass(frozen=True)
class TextKey:
    """One key that a word of the text gives, with the weight of its class."""

    key: str
    weight: float


def analyzer_version() -> str:
    """Return the name of this analyzer and of its word lists; written on every index row."""
    return f"{ANALYZER}-{vocabulary_hash()}"


def load_dictionaries() -> None:
    """Load the words of all languages, which the first search would wait for (2 to 3 s)."""
    for word, language in (("samverkansplan", "sv"), ("plans", "en"), ("اطفال", "fa")):
        query_keys(word, language)


def key_language(word: str, locale_code: str) -> str:
    """Return the language under which a word of a page in ``locale_code`` is kept: fa for Arabic script."""
    return "fa" if is_arabic_script(word) else KEY_LANGUAGES[locale_code]


def _key(language: str, kind: str, letters: str) -> str:
    return f"{language}{kind}{letters[:LONGEST_WORD]}"


def _parts(word: str, language: str) -> tuple[str, ...]:
    if language == "sv":
        return compound_parts_of(word) or compound_parts_of(lemma(word, "sv"))
    if language == "fa" and ZERO_WIDTH_NON_JOINER in word:
        return tuple(piece for piece in word.split(ZERO_WIDTH_NON_JOINER) if piece not in DARI_AFFIXES)
    return ()


@lru_cache(MEMORY_WORDS)
def text_keys(word: str, language: str) -> tuple[TextKey, ...]:
    """Return the keys of one normalized word of a text, each once, with the weight of its class."""
    if len(word) > LONGEST_WORD:
        return (TextKey(_key(language, FORM, joined(word)), CLASS_WEIGHTS[FORM]),)
    form, base = joined(word), lemma(word, language)
    found = {FORM: [form], LEMMA: [base], STEM: [stem(form, language), stem(base, language)]}
    found[PART] = [*_parts(word, language)]
    found[DOTLESS] = [dotless(letters) for letters in (form, base) if dotless(letters) != letters]
    return tuple(
        TextKey(_key(language, kind, letters), CLASS_WEIGHTS[kind])
        for kind, several in found.items()
        for letters in dict.fromkeys(several)
        if letters
    )


@lru_cache(MEMORY_WORDS)
def query_keys(word: str, language: str) -> tuple[str, ...]:
    """Return the keys that one normalized word of a query asks for.

    Form and lemma by the form, lemma by the lemma, part and stem by both; the dotless form only for a word without å
    ä ö that is no known word itself (rule 23: ``ar`` never finds ``år``).
    """
    form = joined(word)
    if len(word) > LONGEST_WORD:
        return (_key(language, FORM, form),)
    base = lemma(word, language)
    asked = [(FORM, form), (LEMMA, form), (LEMMA, base), (PART, base), (PART, form)]
    asked += [(STEM, stem(form, language)), (STEM, stem(base, language))]
    if language == "sv":
        asked.append((PART, part_form(form)))
    if language != "fa" and not any(letter in SWEDISH_LETTERS for letter in form) and not is_known(form, language):
        asked.append((DOTLESS, form))
    return tuple(dict.fromkeys(_key(language, kind, letters) for kind, letters in asked if letters))


def extra_forms(normalized: str) -> list[str]:
    """Return further words of a normalized text: case numbers and hyphenated words in one piece, each once.

    ``afn 2017/74`` gives afn201774 and 201774; ``e-post`` gives epost.
    """
    found = []
    for match in CASE_NUMBER.finditer(normalized):
        digits = re.sub(r"\D", "", match[2])
        found.append(digits)
        if match[1]:
            found.append(match[1] + digits)
    found += [match[0].replace("-", "") for match in HYPHENATED.finditer(normalized)]
    return list(dict.fromkeys(found))


def _spelled(words: Sequence[str], language: str) -> Iterable[str]:
    """The other side of each synonym found among the words."""
    bases = [lemma(word, language) for word in words]
    line = f" {' '.join(bases)} "
    for synonym in synonyms():
        if synonym.language != language:
            continue
        if f" {synonym.short} " in line or synonym.short in words:
            yield from synonym.words
        if f" {' '.join(lemma(word, language) for word in synonym.words)} " in line:
            yield synonym.short


def keys_of_text(text: str, locale_code: str) -> list[TextKey]:
    """Return the keys of all words of a text, in order, one for each time a word stands there.

    Further keys of the text as a whole (case numbers, hyphenated words, synonyms) come last.
    """
    normalized = normalize(text)
    words = words_in(normalized)
    found = [key for word in words for key in text_keys(word, key_language(word, locale_code))]
    for word in extra_forms(normalized):
        language = key_language(word, locale_code)
        found.append(TextKey(_key(language, FORM, word), CLASS_WEIGHTS[FORM]))
    language = KEY_LANGUAGES[locale_code]
    found += [
        TextKey(_key(language, PART, lemma(word, language)), CLASS_WEIGHTS[PART]) for word in _spelled(words, language)
    ]
    return found
