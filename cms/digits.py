"""Digits of any script to ASCII and back to the reader's own: the one rule for input and display of numbers."""

from cms import languages

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
ASCII_DIGITS = "0123456789"

_TO_ASCII = str.maketrans(PERSIAN_DIGITS + ARABIC_DIGITS, ASCII_DIGITS * 2)
_TO_PERSIAN = str.maketrans(ASCII_DIGITS, PERSIAN_DIGITS)


def to_ascii_digits(text: str) -> str:
    """Return the text with U+06F0..06F9 and U+0660..0669 as 0–9; all else as it was."""
    return text.translate(_TO_ASCII)


def to_local_digits(text: object, language_code: str | None) -> str:
    """Return the text with the digits its readers use: ۰–۹ in Dari, 0–9 elsewhere.

    For dates and counts only: clock times, phone and case numbers, codes and addresses keep 0–9 in every language.
    """
    if languages.get_language(language_code) is languages.DARI:
        return str(text).translate(_TO_PERSIAN)
    return str(text)
