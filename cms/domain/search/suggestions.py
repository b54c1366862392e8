"""\"Did you mean\": words of the index that a mistyped word may stand for."""

from collections.abc import Iterator
from typing import Final

from cms.domain.search.analyzer import key_language
from cms.domain.search.letters import joined
from cms.domain.search.terms import Term
from cms.models import SearchForm
from cms.sort_keys import DARI_ALPHABET

ALPHABETS: Final = {"sv": "abcdefghijklmnopqrstuvwxyzåäö", "en": "abcdefghijklmnopqrstuvwxyz", "fa": DARI_ALPHABET}
SHORTEST, LONGEST = 3, 25
MOST: Final = 3


def similar_forms(word: str, locale_code: str) -> list[str]:
    """Return at most three known word forms: those that begin with the word, then those one edit away; most used
    first.
    """
    word = joined(word)
    language = key_language(word, locale_code)
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return []
    forms = SearchForm.objects.filter(language=language).exclude(form=word).order_by("-count", "form")
    by_prefix = list(forms.filter(form__startswith=word).values_list("form", flat=True)[:MOST])
    by_edit = list(forms.filter(form__in=set(_one_edit_away(word, language))).values_list("form", flat=True)[:MOST])
    return list(dict.fromkeys(by_prefix + by_edit))[:MOST]


def suggested_queries(terms: tuple[Term, ...], unknown: tuple[Term, ...], locale_code: str) -> list[str]:
    """Return whole queries with each unknown word replaced by a known one, the likeliest first; may be empty."""
    replacements = {term: similar_forms(term.words[0], locale_code) for term in unknown if not term.is_phrase}
    replaceable = [term for term, forms in replacements.items() if forms]
    if not replaceable:
        return []
    leading = replaceable[0]
    queries = []
    for form in replacements[leading]:
        chosen = {term: replacements[term][0] for term in replaceable} | {leading: form}
        queries.append(" ".join(chosen.get(term, term.shown) for term in terms))
    return queries


def _one_edit_away(word: str, language: str) -> Iterator[str]:
    letters = ALPHABETS[language]
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
