"""Two readers of iCalendar that are not ours: ical.js (from npm, run by Node) and libical (the C library, if there)."""

import ctypes
import ctypes.util
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent


def read_with_ical_js(content: bytes) -> dict[str, Any]:
    """Return ``{"method", "events": [{"uid", "summary", "start" (UTC), "zone"}]}``. Errors: CalledProcessError."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "ical.js").is_dir():
        pytest.skip("ical.js: needs Node, and npm ci in tests/browser")
    done = subprocess.run([node, "ical_summary.mjs"], cwd=HERE, input=content, capture_output=True, check=True)
    return json.loads(done.stdout)


class Libical:
    """The few functions of libical that say whether it takes a file, and how many items it sees in it."""

    def __init__(self, path: str) -> None:
        library = ctypes.CDLL(path)
        library.icalparser_parse_string.restype = ctypes.c_void_p
        library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
        library.icalcomponent_count_errors.argtypes = [ctypes.c_void_p]
        library.icalcomponent_string_to_kind.argtypes = [ctypes.c_char_p]
        library.icalcomponent_count_components.argtypes = [ctypes.c_void_p, ctypes.c_int]
        library.icalrestriction_check.argtypes = [ctypes.c_void_p]
        library.icalcomponent_free.argtypes = [ctypes.c_void_p]
        self._library = library

    def errors_and_items(self, content: bytes) -> tuple[int, int]:
        """Return how many errors libical found in a calendar, and how many VEVENTs."""
        library = self._library
        component = library.icalparser_parse_string(content)
        assert component, "libical read nothing"
        try:
            kind = library.icalcomponent_string_to_kind(b"VEVENT")
            library.icalrestriction_check(component)  # writes what breaks RFC 5546 into the component, as errors
            return library.icalcomponent_count_errors(component), library.icalcomponent_count_components(
                component, kind
            )
        finally:
            library.icalcomponent_free(component)


def find_libical() -> Libical:
    """Return libical, or skip the test by its name."""
    path = ctypes.util.find_library("ical")
    if path is None:
        pytest.skip("libical is not installed (package libical3)")
    return Libical(path)
