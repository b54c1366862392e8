"""How a name is cleaned for storing and folded for comparing: a leaf, so that models and domain share one rule.

å, ä and ö are never folded away: Håbo is not Habo.
"""

import re
import unicodedata

from cms.dari import fold_dari

_SPACE = re.compile(r"\s+")


def clean_name(text: str) -> str:
    """Return the name as it is stored: NFC, trimmed, inner space collapsed."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def name_key(text: str) -> str:
    """Return the form by which names are compared and searched: casefolded, Dari folded, no punctuation or controls.

    A hyphen or slash counts as a space, so that "Upplands-Bro" and "Upplands Bro" are one name.
    """
    folded = fold_dari(clean_name(text)).casefold()
    spaced = re.sub(r"[-‐‑–—/_]", " ", folded)
    kinds = ((sign, unicodedata.category(sign)) for sign in spaced)
    kept = "".join(sign for sign, kind in kinds if kind[0] not in "PS" and kind != "Cc")
    return _SPACE.sub(" ", unicodedata.normalize("NFC", kept)).strip()
