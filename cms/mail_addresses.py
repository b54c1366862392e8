"""Mail addresses: stricter than Django's validator, and the key by which two spellings are one address.

Django takes ``a@localhost`` and ``a@[127.0.0.1]``; a mail there fails for ever or reaches our own machine.
"""

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from cms.digits import to_ascii_digits

MAX_LENGTH = 254
MAX_LOCAL_LENGTH = 64
INVALID_MESSAGE = _("Write a whole e-mail address, such as name@example.se.")

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])")
# Direction marks, joiners and the byte order mark come along when an address is copied from a right-to-left text.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@lru_cache(maxsize=256)
def clean_address(text: str) -> str:
    """Return the address ready to send to: ASCII, the domain in lower case, the local part as typed.

    A domain with å, ä or ö becomes its ASCII form (IDNA); digits of any script become ASCII.
    Errors: ValidationError (code ``invalid_address``) for anything a mail server on the internet could not be given:
    no dot in the domain, an address literal, quotes, comments, control characters, a non-ASCII local part, or more than
    254 signs (RFC 5321 §4.5.3.1).
    """
    typed = _INVISIBLE.sub("", unicodedata.normalize("NFKC", to_ascii_digits(text or ""))).strip(" \t\u00a0")
    local, at, domain = typed.rpartition("@")
    domain = _ascii_domain(domain)
    address = f"{local}@{domain}"
    valid = (
        at
        and len(address) <= MAX_LENGTH
        and len(local) <= MAX_LOCAL_LENGTH
        and _LOCAL.fullmatch(local)
        and _DOMAIN.fullmatch(domain)
        and not domain.endswith((".localhost", ".local", ".localdomain", ".invalid"))
    )
    if not valid:
        raise ValidationError(INVALID_MESSAGE, code="invalid_address")
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(INVALID_MESSAGE, code="invalid_address") from error
    return address


def email_key(address: str) -> str:
    """Return the key of an address: two spellings that reach one letter box have one key.

    Upper and lower case do not count; dots and ``+`` tags do (their meaning is the mail server's own).
    Errors: ValidationError as :func:`clean_address`.
    """
    return clean_address(address).lower()


def _ascii_domain(domain: str) -> str:
    lowered = domain.lower()
    if lowered.isascii():
        return lowered
    try:
        return lowered.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
