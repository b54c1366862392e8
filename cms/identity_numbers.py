"""Personal identity numbers and coordination numbers are refused in every free text: nobody may be pointed out.

A number counts when its date can be one, its day possibly raised by 60 (coordination number), and its check digit is
right (Luhn). Organization numbers have a "month" of 20 or more and pass. Ten digits in one run that begin with 00–08
are taken for a telephone number: Swedish numbers look just so, and no child is born in those years any more.
Source: folkbokföringslagen (1991:481) 18, 18 a §§; Skatteverket SKV 704.
"""

import re
from calendar import monthrange

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.digits import to_ascii_digits

COORDINATION_DAYS = 60
FOUND_MESSAGE = _(
    "Please do not write personal identity numbers here. Remove the number; a function or a case number is enough."
)

_HYPHENS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-") | {"＋": "+", "\u00a0": " "}
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][-/])"
    r"(?P<century>18|19|20)?(?P<year>\d\d)(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?P<separator> ?[-+] ?| ?)(?P<rest>\d{4})"
    r"(?![0-9A-Za-z])(?![-/][0-9])"
)


def find_identity_number(text: str) -> bool:
    """Return whether the text holds a personal identity number or coordination number, in any digit script."""
    plain = _INVISIBLE.sub("", to_ascii_digits(text)).translate(_HYPHENS)
    # Candidates may overlap (a year before a number): try again one sign after each start.
    position = 0
    while match := _CANDIDATE.search(plain, position):
        if _is_identity_number(match):
            return True
        position = match.start() + 1
    return False


def refuse_identity_numbers(value: object) -> None:
    """Validate that a free text holds no identity number. Errors: ValidationError (code ``identity_number``)."""
    if value is not None and find_identity_number(str(value)):
        raise ValidationError(FOUND_MESSAGE, code="identity_number")


def _is_identity_number(match: re.Match[str]) -> bool:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    if match["dash"] and not (match["century"] and match["separator"] == "-"):
        return False  # a date with a clock time after it; of dashed dates only 2010-01-31-1234 is a number
    if not match["century"] and not match["separator"] and match["year"] < "09":
        return False  # a telephone number
    if day > COORDINATION_DAYS:
        day -= COORDINATION_DAYS
    # Without a century 2000 stands for 1900 too: of the two it is the one that had a 29 February.
    full_year = int(match["century"] or 20) * 100 + year
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(full_year, month)[1]:
        return False
    return _has_right_check_digit(f"{match['year']}{match['month']}{match['day']}{match['rest']}")


def _has_right_check_digit(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(digits):
        product = int(digit) * (2 if index % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return total % 10 == 0
