"""The code of an occasion: eight signs of Crockford's base 32, easy to read aloud and to type."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
PATTERN = "[0-9A-Za-z]{8}"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """Return a random code (40 bits); the unique constraint of the table stands behind it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def clean_code(text: str) -> str | None:
    """Return the code that a person meant (any case, O for 0, I and L for 1), or None if it cannot be one."""
    code = re.sub(r"[\s-]", "", text).upper().translate(_LOOKALIKES)
    return code if len(code) == LENGTH and all(sign in ALPHABET for sign in code) else None
