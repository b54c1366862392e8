"""The translation editor shows and takes Dari from right to left (G11 of the languages design)."""

import pytest

FIND_PAGE = (
    "from cms.models import StandardPage;"
    "print(StandardPage.objects.filter(locale__language_code='fa-af').earliest('pk').pk)"
)
OWN_FILES = "**/cms/admin/translation_direction*"
DIRECTIONS = """() => {
  const directions = { dari: new Set(), swedish: new Set() };
  for (const text of document.querySelectorAll(".js-translation-editor section li p")) {
    const script = /[\\u0600-\\u06ff]/.test(text.textContent) ? "dari" : "swedish";
    directions[script].add(getComputedStyle(text).direction);
  }
  return { dari: [...directions.dari], swedish: [...directions.swedish] };
}"""


@pytest.fixture
def open_editor(open_page, sign_in, site):
    """A function that opens the translation editor of a Dari page, with our direction files or without them."""
    page_id = site.manage("shell", "--verbosity", "0", "--command", FIND_PAGE).split()[-1]

    def opened(*, with_our_files: bool = True):
        page = open_page()
        if not with_our_files:
            page.route(OWN_FILES, lambda route: route.abort())
        sign_in(page, "headeditor")
        page.goto(f"/admin/pages/{page_id}/edit/")
        page.wait_for_selector(".js-translation-editor section li.complete")
        return page

    return opened


def test_saved_texts_run_in_their_own_direction(open_editor):
    assert open_editor().evaluate(DIRECTIONS) == {"dari": ["rtl"], "swedish": ["ltr"]}


def test_saved_dari_would_run_from_left_to_right_without_our_files(open_editor):
    assert open_editor(with_our_files=False).evaluate(DIRECTIONS) == {"dari": ["ltr"], "swedish": ["ltr"]}


def test_field_follows_what_is_typed(open_editor):
    page = open_editor()
    page.click(".js-translation-editor section li.complete button")
    field = page.locator(".js-translation-editor textarea")
    seen = []

    for text in ("در بارهٔ ما", "Om oss"):
        field.fill(text)
        seen.append(field.evaluate("field => getComputedStyle(field).direction"))

    assert seen == ["rtl", "ltr"]
