"""Make a secret token, and the digest under which it is stored.

The only home of both rules: 256 random bits, SHA-256. A plain digest is enough, for a random token cannot be guessed.
"""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a new secret token of 256 bits, 43 characters, safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """Return the SHA-256 of a token as 64 hexadecimal characters; look rows up by this, never by the token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
