"""Folding of Dari letters, so that the same word typed on different keyboards is the same word.

Used by search, by the finding of duplicates and by ``cms/sort_keys.py``. Knows nothing of word forms: that is search's.
"""

import unicodedata

ZERO_WIDTH_NON_JOINER = "\u200c"
TATWEEL = "\u0640"
# Harakat and other signs over and under letters, superscript alef, the hamza above that is typed after ه.
VOWEL_SIGNS = "".join(chr(code) for code in (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670))
# Marks that word processors leave in copied text: direction, joining, order of bytes.
INVISIBLE = "\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"

_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ې": "ی", "ۍ": "ی",
        "ك": "ک", "ګ": "گ",
        "ة": "ه", "ۀ": "ه", "ۂ": "ه", "ہ": "ه", "ە": "ه",
        "أ": "ا", "إ": "ا", "ٱ": "ا",
        "ؤ": "و",
        **dict.fromkeys(VOWEL_SIGNS + TATWEEL + INVISIBLE),
    }
)  # fmt: skip


def fold_dari(text: str, *, joiner: str = "") -> str:
    """Return the text with Arabic and Pashto forms of letters as Dari ones, without vowel signs and tatweel.

    ``joiner`` stands for the zero-width non-joiner: ``""`` writes the two halves of a word as one, ``" "`` as two words
    (search asks for both). آ stays apart from ا, as in the alphabet. Text in other scripts passes unchanged but for
    Unicode composition (NFC) and invisible direction marks.
    """
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(_LETTERS).replace(ZERO_WIDTH_NON_JOINER, joiner)
