"""Encrypt what must not be readable in a copy of the database: mail bodies, needs.

Keys come from ``SAMVERKA_FIELD_KEYS`` (the first writes, all read); without it one is derived from the secret key.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from cms.own_settings import own_settings


class UnreadableField(Exception):
    """No key opens the stored bytes: a key was removed from SAMVERKA_FIELD_KEYS, or the secret key changed."""


def derived_key(secret_key: str) -> str:
    """Return the Fernet key that belongs to a secret key."""
    digest = hashlib.sha256(b"samverka.field_encryption:" + secret_key.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """Return the cipher of the current settings. Errors: ValueError for a key that is not 32 base64 bytes."""
    return _cipher(tuple(own_settings.FIELD_KEYS) or (derived_key(settings.SECRET_KEY),))


def encrypt(content: bytes) -> bytes:
    """Return ``content`` encrypted with the first key."""
    return cipher().encrypt(content)


def decrypt(stored: bytes) -> bytes:
    """Return the content of stored bytes. Errors: UnreadableField when no key opens them."""
    try:
        return cipher().decrypt(bytes(stored))
    except InvalidToken as error:
        raise UnreadableField("No key in SAMVERKA_FIELD_KEYS opens this field.") from error


def keyed_hash(purpose: str, value: str) -> str:
    """Return the HMAC of a value (an address, an IP prefix) as 64 hexadecimal characters."""
    key = f"samverka.{purpose}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()
