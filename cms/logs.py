"""Log lines as JSON: no names, addresses, paths or tokens.

Django's own lines hold the path asked for, and a path may be a personal link: of those only the template is written.
"""

import json
import logging
from datetime import UTC, datetime

OWN_FIELDS = ("request_id", "route", "status", "ms", "user_id", "hook", "answer", "job", "row_id", "kind")


class JsonFormatter(logging.Formatter):
    """Write time, level, event and the few known extra fields as one JSON line; control characters are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _without_paths(record),
        }
        if isinstance(getattr(record, "status_code", None), int):
            line["status"] = record.status_code
        line.update({name: getattr(record, name) for name in OWN_FIELDS if hasattr(record, name)})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


def _without_paths(record: logging.LogRecord) -> str:
    """Return the message; of Django's loggers as it was written in the code, with its ``%s`` unfilled."""
    return str(record.msg) if record.name.startswith("django.") else record.getMessage()
