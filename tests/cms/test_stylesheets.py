"""One stylesheet out of many parts."""

import re

from django.contrib.staticfiles import finders

from cms import stylesheets


def test_joined_stylesheet_holds_every_part_in_the_order_of_the_layers():
    text = stylesheets.joined()

    layers = re.findall(r"@layer ([a-z]+) \{", text)
    order = ["tokens", "base", "layout", "components", "print"]
    assert text.startswith("@layer tokens, base, layout, components, print;")
    assert layers == sorted(layers, key=order.index)
    assert len(layers) == len(stylesheets.parts())


def test_every_part_is_in_the_one_list():
    on_disk = {path.name for path in stylesheets.FOLDER.rglob("*.css") if "admin" not in path.parts}

    assert {path.name for path in stylesheets.parts()} == on_disk


def test_joined_stylesheet_has_no_comments_and_balanced_braces():
    text = stylesheets.joined()

    assert "/*" not in text
    assert text.count("{") == text.count("}")


def test_finder_offers_the_joined_stylesheet():
    path = finders.find(stylesheets.JOINED)

    with open(path, encoding="utf-8") as file:
        assert file.read() == stylesheets.joined()
