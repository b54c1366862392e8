"""The word lists of search (``words/*.txt``): parts of compounds, stop words, Dari base forms, synonyms.

Plain files that anyone who knows the field can edit. Their hash is part of the analyzer's version, so that a changed
list makes the index old and the nightly job writes it again.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "words"


@dataclass(frozen=True)
class Synonym:
    """A short form and the words it stands for, in the language ``language`` (a key language: sv, en, fa)."""

    language: str
    short: str
    words: tuple[str, ...]


def _lines(name: str) -> tuple[str, ...]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def compound_parts() -> dict[str, str]:
    """Return form -> base form of the parts of Swedish compounds, the short ones included.

    Further forms stand on the line of their base form where the dictionary takes them for another word (träffar:
    träffa).
    """
    lines = [line.split() for line in (*_lines("sv_parts.txt"), *sorted(short_compound_parts()))]
    return {form: forms[0] for forms in lines for form in forms}


@cache
def short_compound_parts() -> frozenset[str]:
    """Return the parts of three letters."""
    return frozenset(_lines("sv_short_parts.txt"))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of a key language that are left out of a query when another word remains."""
    return frozenset(_lines(f"{language}_stop.txt"))


@cache
def dari_lemmas() -> dict[str, str]:
    """Return form -> base form, as written in the file."""
    return dict(line.split(" ", 1) for line in _lines("fa_lemmas.txt"))


@cache
def synonyms() -> tuple[Synonym, ...]:
    """Return the synonyms of all languages."""
    found = []
    for line in _lines("synonyms.txt"):
        language, pair = line.split(":", 1)
        short, words = pair.split("=", 1)
        found.append(Synonym(language.strip(), short.strip(), tuple(words.split())))
    return tuple(found)


@cache
def vocabulary_hash() -> str:
    """Return twelve hexadecimal digits that change with any of the files."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.txt")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
