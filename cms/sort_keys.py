"""The one sort key of names: the order of a Swedish register, then the Dari alphabet, equal on every database.

Store it in a column compared as bytes (BINARY on SQLite, ``COLLATE "C"`` on PostgreSQL) and order by it, then the name.
"""

import unicodedata
from typing import Final

from cms.dari import fold_dari
from cms.digits import to_ascii_digits

DARI_ALPHABET: Final = "آاءبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_RANKS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

# Bytes after z keep Swedish letters last, in their order. ü is a variant of y in Swedish registers (CLDR sv).
_LETTERS: Final = str.maketrans(
    {
        "å": "{",
        **dict.fromkeys("äæę", "|"),
        **dict.fromkeys("öøœőô", "}"),
        **dict.fromkeys("üű", "y"),
        **dict.fromkeys("đð", "d"),
        "ł": "l",
        "ß": "ss",
        "þ": "th",
        "ı": "i",
        **{letter: f"~{_RANKS[rank]}" for rank, letter in enumerate(DARI_ALPHABET)},
    }
)
_KEPT: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789{|}~ -" + _RANKS)


def sort_key(text: str) -> str:
    """Return the ASCII sort key of a name: case, marks and punctuation do not count, space and hyphen do.

    Source: CLDR's collation for ``sv``; for Dari letters that of ``fa`` (``fa_AF`` puts ه before و).
    """
    folded = to_ascii_digits(fold_dari(text)).casefold()
    spaced = " ".join(unicodedata.normalize("NFC", folded).split())
    mapped = spaced.translate(_LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFD", mapped) if sign in _KEPT)
