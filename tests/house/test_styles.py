"""CSS serves both directions and knows no other host."""

import re

from tests.house.sources import files, lines, place

PHYSICAL = re.compile(
    r"(?:^|[{;\s])(?:(?:margin|padding|border)-(?:left|right)(?:-[a-z]+)?|left|right|float|clear)\s*:"
    r"|text-align\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius",
)
PHYSICAL_SIZES = re.compile(r"(?:^|[{;\s])(?:width|height|(?:min|max)-(?:width|height))\s*:")


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", lambda hit: "\n" * hit.group(0).count("\n"), text, flags=re.S)


def test_styles_use_logical_properties_only():
    found = [
        f"{path.name}:{number} {line.strip()}"
        for path in files(".css")
        for number, line in enumerate(without_comments(path.read_text(encoding="utf-8")).splitlines(), 1)
        if (PHYSICAL.search(line) or PHYSICAL_SIZES.search(line)) and not line.lstrip().startswith("@")
    ]

    assert len(files(".css")) > 3
    assert found == []


def test_styles_and_templates_load_nothing_from_other_hosts():
    outside = re.compile(
        r"""(?:src|href|action|srcset)\s*=\s*["']?(?:https?:)?//(?!www\.w3\.org)|url\(\s*["']?(?:https?:)?//"""
    )
    # Links that a reader follows are no loads: <a href> is allowed.
    anchor = re.compile(r"<a\b[^>]*>")
    found = [
        place(path, number, line)
        for path in files(".css", ".html")
        for number, line in lines(path)
        if outside.search(anchor.sub("", line))
    ]

    assert found == []
