"""The mails of the served site as files: waiting for one, and taking it apart."""

import email
import email.policy
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import urlsplit

ARRIVES_WITHIN_SECONDS = 45


@dataclass(frozen=True)
class Letter:
    """One mail; what it does not hold is empty. ``calendar_method`` and ``calendar`` (bytes): its calendar part."""

    to: str
    subject: str
    text: str
    html: str
    calendar_method: str
    calendar: bytes

    def path_of_link(self) -> str:
        """Return the personal link's path: the site is asked by number, not by the name that mails carry."""
        return urlsplit(re.search(r"https?://\S+/link/[^\s/]+/", self.text)[0]).path


def letters_to(address: str, mails: Callable[[], list[bytes]]) -> list[Letter]:
    """Return the mails to an address so far, oldest first."""
    letters = (_take_apart(email.message_from_bytes(content, policy=email.policy.default)) for content in mails())
    return [letter for letter in letters if letter.to == address]


def wait_for_letters(address: str, count: int, mails: Callable[[], list[bytes]]) -> list[Letter]:
    """Return the mails to an address as soon as there are ``count``. Errors: AssertionError after 45 seconds."""
    deadline = time.monotonic() + ARRIVES_WITHIN_SECONDS
    while time.monotonic() < deadline:
        letters = letters_to(address, mails)
        if len(letters) >= count:
            return letters
        time.sleep(0.5)
    raise AssertionError(f"{len(letters)} of {count} mails came to {address}")


def _take_apart(message: EmailMessage) -> Letter:
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    calendar = parts.get("text/calendar")
    return Letter(
        to=parseaddr(str(message["To"]))[1],
        subject=str(message["Subject"]).strip(),  # a long one is folded after "Subject:"
        text=parts["text/plain"].get_content(),
        html=parts["text/html"].get_content() if "text/html" in parts else "",
        calendar_method=calendar.get_param("method", "") if calendar else "",
        calendar=calendar.get_payload(decode=True) if calendar else b"",
    )
