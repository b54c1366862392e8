"""Cells that a spreadsheet program could run as a formula are written as plain text, and read back as they were.

Source: trust design A5 (CSV injection). One apostrophe is added in front, and one is taken away on reading.
"""

import re
from typing import TypeVar

T = TypeVar("T")

_DANGEROUS = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")


def safe_cell(value: T) -> T | str:
    """Return the value ready for a CSV or XLSX cell: text that begins like a formula gets one apostrophe in front.

    Numbers, dates and None pass unchanged. ``unsafe_cell(safe_cell(value)) == value`` for every value.
    """
    if isinstance(value, str) and _DANGEROUS.match(value):
        return f"'{value}"
    return value


def unsafe_cell(value: T) -> T | str:
    """Return the value of a cell that :func:`safe_cell` wrote: one apostrophe less where it added one."""
    if isinstance(value, str) and value.startswith("'") and _DANGEROUS.match(value[1:]):
        return value[1:]
    return value
