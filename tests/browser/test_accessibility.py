"""Accessibility rules (axe-core, WCAG 2.2 A and AA) on every public template.

``SAMVERKA_ALL_COMBINATIONS=1``: every kind of page × language × scheme × width. Otherwise a fixed sample: each kind
once, so spread that every combination of language, scheme and width is met.
"""

import os

import pytest

from tests.browser.public_pages import KINDS, LANGUAGES, SHAPES, PublicPages

ALL = [(kind, language, width, dark) for kind in KINDS for language in LANGUAGES for width, dark in SHAPES]
COMBINATIONS = [(language, width, dark) for language in LANGUAGES for width, dark in SHAPES]
SAMPLE = [(kind, *COMBINATIONS[(7 * number) % len(COMBINATIONS)]) for number, kind in enumerate(KINDS)]
CHOSEN = ALL if os.environ.get("SAMVERKA_ALL_COMBINATIONS") == "1" else SAMPLE
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("kind", "language", "width", "dark"), CHOSEN)
def test_page_has_no_accessibility_violation(open_page, public_pages: PublicPages, axe, kind, language, width, dark):
    page = open_page(width=width, dark=dark)

    page.goto(public_pages.one(kind, language))

    assert axe(page, RULES) == []


def test_sign_in_has_no_accessibility_violation(open_page, axe):
    page = open_page(width=320)

    page.goto("/admin/login/")

    assert axe(page, RULES) == []


def test_sample_meets_every_combination():
    assert {combination[1:] for combination in SAMPLE} == set(COMBINATIONS)
