"""Site map, hreflang and the language switcher: live public pages only, each language its own."""

from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from cms.domain import language_links
from cms.domain.page_frame import frame_of
from tests.factories.cms import make_home, make_standard_page, make_translated_page, submit, translate_texts

pytestmark = pytest.mark.django_db
NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.PUBLIC_URL = "https://samverka.example.org"


@pytest.fixture
def pages(django_capture_on_commit_callbacks):
    return make_translated_page(django_capture_on_commit_callbacks)


def mapped() -> dict[str, list[str]]:
    response = Client().get("/sitemap.xml", HTTP_HOST="localhost")
    root = ElementTree.fromstring(response.content)
    return {
        url.findtext("s:loc", namespaces=NAMESPACE): [
            link.get("hreflang") for link in url.findall("x:link", namespaces=NAMESPACE)
        ]
        for url in root.findall("s:url", namespaces=NAMESPACE)
    }


def test_robots_names_the_site_map_and_keeps_crawlers_out_of_the_admin():
    response = Client().get("/robots.txt", HTTP_HOST="localhost")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        "Sitemap: https://samverka.example.org/sitemap.xml",
    ]


def test_sitemap_names_each_public_page_in_each_language_with_its_alternates(pages):
    found = mapped()

    assert set(found) == {
        f"https://samverka.example.org/{code}/{slug}" for code in ("sv", "en", "fa-af") for slug in ("", "om-samverka/")
    }
    assert set(map(tuple, found.values())) == {("sv", "en", "fa-AF", "x-default")}


def test_sitemap_leaves_out_drafts_and_restricted_pages(pages):
    make_standard_page("Utkast").unpublish()
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=pages["sv"].pk), restriction_type=PageViewRestriction.LOGIN
    )

    assert set(mapped()) == {f"https://samverka.example.org/{code}/" for code in ("sv", "en", "fa-af")}


def test_sitemap_takes_the_same_queries_for_more_pages(pages, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        few = len(language_links.sitemap_entries())
    for number in range(3):
        make_standard_page(f"Sida {number}")

    with django_assert_max_num_queries(4):
        assert len(language_links.sitemap_entries()) == few + 3


def test_alternates_of_a_page_name_itself_and_the_default(pages):
    with translation.override("en"):
        template = Template(
            "{% alternate_links page as links %}{% for l in links %}{{ l.hreflang }} {{ l.url }};{% endfor %}"
        )
        text = template.render(Context({"page": pages["en"]}))

    assert text == "".join(
        f"{tag} https://samverka.example.org/{code}/om-samverka/;"
        for tag, code in (("sv", "sv"), ("en", "en"), ("fa-AF", "fa-af"), ("x-default", "sv"))
    )


def test_switcher_leads_to_the_translation_else_to_the_nearest_page_above(pages):
    page = make_standard_page("Bara på svenska")

    links = language_links.switcher(page, frame=frame_of(None, page), current_code="sv")
    dari = pages["fa-af"]
    translated = language_links.switcher(dari, frame=frame_of(None, dari), current_code="fa-af")

    assert [(link.language.code, link.url, link.is_current, link.is_nearest) for link in links] == [
        ("sv", "/sv/bara-pa-svenska/", True, False),
        ("en", "/en/", False, True),
        ("fa-af", "/fa-af/", False, True),
    ]
    assert [(link.url, link.is_current) for link in translated] == [
        ("/sv/om-samverka/", False),
        ("/en/om-samverka/", False),
        ("/fa-af/om-samverka/", True),
    ]


def test_switcher_of_a_view_keeps_the_address_and_its_query():
    request = RequestFactory().get("/sv/search/", {"q": "barn"})
    request.resolver_match = object()

    links = language_links.same_address(request.get_full_path(), current_code="sv")

    assert [link.url for link in links] == ["/sv/search/?q=barn", "/en/search/?q=barn", "/fa-af/search/?q=barn"]


def test_page_link_in_dari_content_leads_to_the_dari_page(django_capture_on_commit_callbacks):
    """G8: a chosen page is the page in the language being read."""
    target = make_translated_page(django_capture_on_commit_callbacks)["sv"]
    other = make_translated_page(
        django_capture_on_commit_callbacks, title="Sida med länk", body=[("page_link", target)]
    )

    html = Client().get(other["fa-af"].get_url()).content.decode()
    content = html.partition("<main")[2].partition("</main>")[0]

    assert 'href="/fa-af/om-samverka/"' in content
    assert "/sv/" not in content


def test_entrances_and_listings_of_the_dari_start_page_lead_to_dari_pages(django_capture_on_commit_callbacks):
    target = make_standard_page()
    home = make_home()
    home.entrances = [("entrance", {"page": target, "title": "Om oss", "text": ""})]
    home.body = [("listing", {"page": target, "title": "Senaste", "limit": 3, "more": "Alla"})]
    home.save_revision().publish()
    for page in (home, target):
        translation = submit(page, "fa-af")["fa-af"]
        translate_texts(translation)
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)

    html = Client().get("/fa-af/").content.decode()
    content = html.partition("<main")[2].partition("</main>")[0]

    assert content.count('href="/fa-af/om-samverka/"') == 2
    assert "/sv/" not in content
