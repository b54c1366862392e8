"""Load the demo content of cms in two steps: what the other apps stand on, and the start page that points at theirs."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from cms import languages
from cms.demo.pages import ensure_page, home_page, stream_maker
from cms.demo.texts import PhraseBook, read_json
from cms.demo.translating import publish_translations
from cms.demo.users import load_users
from cms.domain.user_groups import sync_user_groups
from cms.hooks import DemoStep
from cms.models import (
    AccessibilityFinding,
    AccessibilityStatementPage,
    Audience,
    HomePage,
    SiteSettings,
    StandardPage,
    Topic,
)
from cms.models.accessibility import ComplianceLevel

HERE = Path(__file__).resolve().parent
HEAD_EDITOR = "headeditor"


def ground_step() -> DemoStep:
    """Answer the hook of demo content: before all other apps."""
    return DemoStep(order=10, name="site", load=load_ground)


def front_step() -> DemoStep:
    """Answer the hook of demo content: after all other apps, whose pages it points at."""
    return DemoStep(order=90, name="start page", load=load_front)


def load_ground(now: datetime) -> None:
    """Load users, topics and audiences, the start page without its entrances, and the pages of the site itself."""
    sync_user_groups()
    load_users()
    _load_terms()
    pages = read_json(HERE / "pages.json")
    home = _ensure_home(pages["home"])
    sync_user_groups()  # again: now that there are start pages, rights can be given to their trees
    _ensure_settings(pages["settings"])
    for row in pages["standard"]:
        ensure_page(home, row["slug"], lambda book, row=row: _standard_page(row, book), user=_author())
    statement = pages["accessibility"]
    day = timezone.localdate(now)
    _ensure_findings(statement["findings"], day=day)
    ensure_page(home, statement["slug"], lambda book: _statement(statement, book, day=day), user=_author())


def load_front(now: datetime) -> None:
    """Give the start page its entrances and lists, once: from then on it is the editors'."""
    home = home_page()
    if home.entrances or home.body:
        return
    row = read_json(HERE / "pages.json")["home"]
    book = PhraseBook()
    home.title, home.intro = book.plain(row["title"]), book.plain(row["intro"])
    maker = stream_maker(book, row["slug"])
    for name in ("entrances", "body"):
        field = HomePage._meta.get_field(name)
        setattr(home, name, field.to_python(maker.stream(field.stream_block, name, row[name])))
    home.save_revision(user=_author()).publish(user=_author(), skip_permission_checks=True)
    publish_translations(Page.objects.get(pk=home.pk).specific, book, user=_author())
    for start in HomePage.objects.all():
        _order_menu(start, read_json(HERE / "pages.json")["menu"])


def _order_menu(home: HomePage, slugs: list[str]) -> None:
    """Put the pages under a start page in the order of the menu."""
    for slug in slugs:
        Page.objects.child_of(home).get(slug=slug).move(home, pos="last-child")
        home.refresh_from_db()


def _author() -> Any:
    return get_user_model().objects.filter(username=HEAD_EDITOR).first()


def _load_terms() -> None:
    terms = read_json(HERE / "terms.json")
    locale = Locale.objects.get(language_code=languages.SOURCE_LANGUAGE.code)
    for model, rows in ((Topic, terms["topics"]), (Audience, terms["audiences"])):
        for order, row in enumerate(rows):
            if model.objects.filter(slug=row["slug"]).count() == len(languages.LANGUAGES):
                continue
            book = PhraseBook()
            title = book.plain(row["title"])
            term, _created = model.objects.get_or_create(
                slug=row["slug"], locale=locale, defaults={"title": title, "order": order}
            )
            term.save_revision().publish()
            term.refresh_from_db()
            publish_translations(term, book, user=_author())


def _ensure_home(row: dict[str, Any]) -> HomePage:
    book = PhraseBook()
    title, intro = book.plain(row["title"]), book.plain(row["intro"])
    home = HomePage.objects.filter(locale__language_code=languages.SOURCE_LANGUAGE.code).first()
    if home is None:
        root = Page.get_first_root_node()
        locale = Locale.objects.get(language_code=languages.SOURCE_LANGUAGE.code)
        home = HomePage(title=title, intro=intro, slug=row["slug"], locale=locale)
        _give_way(root)
        root.add_child(instance=home)
        home.save_revision(user=_author()).publish(user=_author(), skip_permission_checks=True)
    if HomePage.objects.live().count() < len(languages.LANGUAGES):
        publish_translations(Page.objects.get(pk=home.pk).specific, book, user=_author())
    _ensure_site(home)
    return home_page()


def _give_way(root: Page) -> None:
    """Delete the page with which Wagtail greets a new site, untouched: it holds the address of ours."""
    for page in root.get_children().filter(content_type__app_label="wagtailcore"):
        if not page.get_children().exists():
            page.delete()


def _ensure_site(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", site_name="Samverka", root_page=home, is_default_site=True)
    elif site.root_page_id != home.pk:
        site.root_page, site.site_name = home, "Samverka"
        site.save()


def _ensure_settings(row: dict[str, Any]) -> None:
    site = Site.objects.get(is_default_site=True)
    if SiteSettings.objects.filter(site=site).exists():
        return
    names = row["organization_name"]
    SiteSettings.objects.create(
        site=site,
        organization_name_sv=names["sv"],
        organization_name_en=names["en"],
        organization_name_fa_af=names["fa"],
        contact_email=row["contact_email"],
    )


def _ensure_findings(rows: list[dict[str, Any]], *, day: date) -> None:
    """Write what is known to fail, once: from then on the list is the head editors'."""
    if AccessibilityFinding.objects.exists():
        return
    for row in rows:
        AccessibilityFinding.objects.create(
            kind=row["kind"],
            where=row["where"],
            criterion=row["criterion"],
            what_sv=row["what"]["sv"],
            what_en=row["what"]["en"],
            what_fa_af=row["what"]["fa"],
            found_on=day - timedelta(days=30),
        )


def _standard_page(row: dict[str, Any], book: PhraseBook) -> StandardPage:
    page = StandardPage(title=book.plain(row["title"]), intro=book.plain(row["intro"]))
    field = StandardPage._meta.get_field("body")
    page.body = field.to_python(stream_maker(book, row["slug"]).stream(field.stream_block, "body", row["body"]))
    return page


def _statement(row: dict[str, Any], book: PhraseBook, *, day: date) -> AccessibilityStatementPage:
    return AccessibilityStatementPage(
        title=book.plain(row["title"]),
        service=book.plain(row["service"]),
        method=book.plain(row["method"]),
        compliance=ComplianceLevel.PARTIAL,
        assessed_on=day - timedelta(days=30),
        updated_on=day,
    )
