"""The public pages of the demo site, one of each template and state, in every language."""

import json
import re
from dataclasses import dataclass

from tests.browser.served_site import ServedSite

LANGUAGES = ("sv", "en", "fa-af")
SHAPES = tuple((width, dark) for width in (320, 1280) for dark in (False, True))

VIEWS = {
    "search, empty": "search/",
    "search, with answers": "search/?q=barn",
    "search, without answers": "search/?q=xyzxyz",
    "offline": "offline/",
    "not found": "no-such-page/",
    "complaint form": "accessibility/tell/",
    "form for a new link": "my/link/",
    "new link sent": "my/link/sent/",
    "how to subscribe": "calendar/subscribe/",
}
"""Pages without a page model: name to path below the language."""

PAGE_MODELS = (
    "cms.HomePage",
    "cms.StandardPage",
    "cms.AccessibilityStatementPage",
    "events.EventIndexPage",
    "events.EventPage",
    "knowledgebank.KnowledgeIndexPage",
    "knowledgebank.GuidancePage",
    "knowledgebank.RoutinePage",
    "knowledgebank.ChecklistPage",
    "knowledgebank.RiskFactorsPage",
    "knowledgebank.CollectionPage",
    "knowledgebank.NewsIndexPage",
    "knowledgebank.NewsPage",
    "knowledgebank.PlanPage",
    "networks.NetworkIndexPage",
    "networks.NetworkPage",
)
FORMS = ("registration", "complaint form", "form for a new link")
"""Kinds that hold a form, and so the cookie that guards it."""
KINDS = (*VIEWS, *PAGE_MODELS, "registration")

LIST_PAGES = """
import json
import re
from wagtail.models import Page
rows = {}
for page in Page.objects.live().filter(locale__language_code="sv", depth__gt=1).order_by("path").specific():
    rows.setdefault(page._meta.label, []).append("/".join(page.url.split("/")[2:]) if page.url.startswith("/") else
        "/".join(page.url.split("/")[4:]))
print("PAGES" + json.dumps(rows))
"""


@dataclass(frozen=True)
class PublicPages:
    """Paths below the language, by page model label; the same in every language, for slugs are."""

    paths: dict[str, list[str]]
    registration: str

    def one(self, kind: str, language: str) -> str:
        """Return the address of one page of a kind."""
        if kind in VIEWS:
            return f"/{language}/{VIEWS[kind]}"
        if kind == "registration":
            return f"/{language}/{self.registration}"
        return f"/{language}/{self.paths[kind][0]}"

    def all(self, language: str) -> list[str]:
        return [f"/{language}/{path}" for paths in self.paths.values() for path in paths] + [
            f"/{language}/{path}" for path in VIEWS.values()
        ]


def find_public_pages(site: ServedSite) -> PublicPages:
    """Ask the site which pages are live."""
    printed = site.manage("shell", "-c", LIST_PAGES)
    paths = json.loads(printed.split("PAGES", 1)[1].splitlines()[0])
    texts = (site.fetch(f"/sv/{path}")[1] for path in paths["events.EventPage"])
    links = (re.search(r"/sv/(events/[^/\"]+/register/)\"", text) for text in texts)
    return PublicPages(paths, next(link[1] for link in links if link))
