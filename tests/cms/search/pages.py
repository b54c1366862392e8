"""Published pages with words to find, in any language, without the way through translation."""

from itertools import count
from typing import Any

from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.models import HomePage, StandardPage
from tests.factories import cms as factories

_numbers = count(1)


def make_home(code: str = "sv") -> Page:
    """Return the start page of a language, made once."""
    if code == "sv":
        return factories.make_home()
    home = HomePage.objects.filter(locale__language_code=code).first()
    if home is None:
        home = factories.make_home().copy_for_translation(factories.locale(code))
        home.save_revision().publish()
    return home


def make_page(
    title: str, text: str = "", *, code: str = "sv", parent: Page | None = None, **values: Any
) -> StandardPage:
    """Return a page of one paragraph, published below the start page of the language unless ``parent`` is given."""
    parent = parent or make_home(code)
    values = {"slug": f"page-{next(_numbers)}", "locale": parent.locale} | values
    page = StandardPage(title=title, body=[("paragraph", RichText(f"<p>{text}</p>"))] if text else [], **values)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
