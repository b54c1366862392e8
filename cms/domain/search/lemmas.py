"""Base forms and stems of one normalized word.

The dictionaries are large and loaded when the first word is asked for.
"""

from collections.abc import Callable
from functools import cache, lru_cache

from cms.dari import ZERO_WIDTH_NON_JOINER
from cms.domain.search.letters import joined, normalize
from cms.domain.search.vocabulary import dari_lemmas

DARI_PLURALS = ("هایی", "های", "ها")
MEMORY_WORDS = 30_000


@cache
def _lemmatize() -> Callable[..., str]:
    from simplemma import lemmatize  # slow import: 0.2 s, and 1.5 s for the Swedish dictionary at its first word

    return lemmatize


@cache
def _is_known() -> Callable[..., bool]:
    from simplemma import is_known  # slow import

    return is_known


@cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    from snowballstemmer import stemmer  # slow import

    names = {"sv": "swedish", "en": "english"}
    return stemmer(names[language]).stemWord if language in names else None


@cache
def _folded_dari_lemmas() -> dict[str, str]:
    """Forms whose spelling changes when normalized, so that the dictionary does not find them, and our own Dari
    words.
    """
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory  # slow import

    found: dict[str, str] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary("fa").items():
        folded = normalize(form)
        if folded != form and folded.isalpha():
            found.setdefault(folded, normalize(lemma))
    found.update({normalize(form): normalize(lemma) for form, lemma in dari_lemmas().items()})
    found.update({joined(form): lemma for form, lemma in list(found.items())})
    return found


def _dari_lemma(word: str) -> str:
    listed = _folded_dari_lemmas().get(word) or _folded_dari_lemmas().get(joined(word))
    if listed is not None:
        return listed
    lemma = normalize(_lemmatize()(word, lang="fa"))
    if lemma != word:
        return lemma
    for ending in DARI_PLURALS:
        stem = word.removesuffix(ending).removesuffix(ZERO_WIDTH_NON_JOINER)
        if word.endswith(ending) and len(stem) > 2:
            return normalize(_lemmatize()(stem, lang="fa"))
    return word


@lru_cache(MEMORY_WORDS)
def lemma(word: str, language: str) -> str:
    """Return the base form of a normalized word, normalized; the word itself when it is not known.

    ``language`` is a key language: sv, en or fa. Without the zero-width non-joiner.
    """
    if language == "fa":
        return joined(_dari_lemma(word))
    return normalize(_lemmatize()(word, lang=language)).strip() or word


@lru_cache(MEMORY_WORDS)
def stem(word: str, language: str) -> str:
    """Return the stem of a word; empty where the language has no stemmer."""
    stemmer = _stemmer(language)
    return stemmer(word) if stemmer else ""


@lru_cache(MEMORY_WORDS)
def is_known(word: str, language: str) -> bool:
    """Whether the dictionary of the language has the word."""
    return _is_known()(word, lang=language)
