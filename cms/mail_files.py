"""Mail backend of an installation without a mail server: one ``.eml`` file per mail in ``<data>/mail``.

Any mail program opens such a file. Used when ``SAMVERKA_SMTP_URL`` is not set.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class EmailBackend(BaseEmailBackend):
    """Write each message to a file of its own, mode 0600: first under a hidden name, then renamed."""

    def __init__(self, *args: Any, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(3)}.eml"
            hidden = self.folder / f".{name}"
            hidden.touch(mode=0o600)
            hidden.write_bytes(message.message().as_bytes())
            hidden.rename(self.folder / name)
        return len(email_messages)
