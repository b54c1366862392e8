"""A guidance page with every block type goes to translation and comes out whole in English and Dari."""

import re
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail_localize.fields import TranslatableField, get_translatable_fields
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from cms.blocks import LocalizedPageChooserBlock
from knowledgebank.blocks import knowledge_blocks
from knowledgebank.models import WORK_TYPES, GuidancePage, KnowledgeIndexPage, NewsIndexPage, NewsPage
from tests.factories.cms import locale, make_home, publish_translation, submit, translate_texts
from tests.factories.knowledgebank import (
    make_audience,
    make_checklist,
    make_collection,
    make_guidance,
    make_knowledge_index,
    make_news,
    make_news_index,
    make_topic,
)

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new rendition to the garbage collector
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


NEVER_TRANSLATED = {
    "slug",
    "county_code",
    "municipality_code",
    "contact_email",
    "last_reviewed_on",
    "published_on",
    "listed_until",
}


def make_document():
    return Document.objects.create(title="Blankett", file=ContentFile(b"%PDF-1.4", name="blankett.pdf"))


def make_image():
    stream = BytesIO()
    Picture.new("RGB", (40, 30), "white").save(stream, "PNG")
    return Image.objects.create(title="Bild", file=ContentFile(stream.getvalue(), name="bild.png"))


def every_block(other):
    return [
        ("heading", {"text": "Rubriken", "anchor": "rubriken"}),
        ("paragraph", f'<p>Text med <a linktype="page" id="{other.pk}">en länk</a>.</p>'),
        ("warning", {"title": "Viktigt", "text": "<p>Ring 112.</p>"}),
        ("quote", {"text": "Ett citat", "source": "Någon"}),
        ("figure", {"image": make_image(), "alternative_text": "En bild av vägen", "caption": "Vägen"}),
        ("table", {"caption": "Tabellen", "header": ["Vem", "Vad"], "rows": [["Skolan", "Ringer"]]}),
        ("attachment", {"document": make_document(), "title": "Blanketten", "language": "sv"}),
        ("page_link", other),
        (
            "checklist_group",
            {"title": "Att göra", "intro": "Börja här", "items": [{"text": "Ring barnet", "why": "Ofta enkelt"}]},
        ),
        (
            "routine_step",
            {
                "title": "Anmäl",
                "who": "Boendet",
                "what": "<p>Ring polisen.</p>",
                "by_when": "Genast",
                "form": "Blankett A",
                "then": "Vänta",
            },
        ),
        (
            "risk_factor",
            {
                "factor": "Nya kontakter",
                "signs": ["Ny telefon"],
                "action": "<p>Fråga.</p>",
                "call": "Socialjouren",
                "phone": "010-123 45 67",
            },
        ),
        (
            "contact",
            {
                "name": "Samordnare",
                "organization": "Länsstyrelsen",
                "text": "Vardagar",
                "email": "samordnare@example.org",
                "phone": "010-765 43 21",
            },
        ),
        (
            "source",
            {"title": "Socialtjänstlagen", "place": "5 kap.", "url": "https://example.org/lag", "read_on": None},
        ),
        ("work", {"page": other, "sentence": "Läs också"}),
    ]


@pytest.fixture
def publish_in_all(django_capture_on_commit_callbacks):
    def publish(page):
        translations = submit(page)
        for translation in translations.values():
            translate_texts(translation)
            with django_capture_on_commit_callbacks(execute=True):
                publish_translation(translation)
        return translations

    return publish


@pytest.fixture
def guidance(publish_in_all):
    for page in (make_home(), make_knowledge_index()):
        publish_in_all(page)
    other = make_guidance(title="En annan text", slug="en-annan-text")
    publish_in_all(other)
    page = make_guidance(
        title="Vägledningen",
        slug="vagledningen",
        summary="Sammanfattningen",
        contact_function="Samordnaren",
        change_note="Nytt telefonnummer",
        topics=[make_topic()],
        audiences=[make_audience()],
        body=every_block(other),
    )
    publish_in_all(page)
    return page


def test_every_block_of_the_set_is_in_this_test(publish_in_all):
    names = [name for name, _value in every_block(make_guidance())]

    assert names == [name for name, _block in knowledge_blocks()]


@pytest.mark.parametrize("code", ["en", "fa-af"])
def test_translated_page_holds_no_untranslated_words(client, guidance, code):
    answer = client.get(f"/{code}/knowledge/vagledningen/")

    assert answer.status_code == 200
    article = BeautifulSoup(answer.text, "html.parser").find("main")
    source_texts = StringSegment.objects.filter(source__object_id=guidance.translation_key).values_list(
        "string__data", flat=True
    )
    words = {BeautifulSoup(text, "html.parser").get_text() for text in source_texts}
    shown = re.sub(r"\s+", " ", answer.text)
    assert {text for text in words if re.search(rf"{re.escape(text)}(?! \[{code}\])\b", article.get_text())} == set()
    assert f"Ring barnet [{code}]" in shown
    assert f"Samordnaren [{code}]" in shown


@pytest.mark.parametrize("code", ["en", "fa-af"])
def test_links_in_the_translated_text_lead_to_the_same_language(client, guidance, code):
    article = BeautifulSoup(client.get(f"/{code}/knowledge/vagledningen/").text, "html.parser").find("main")

    links = [link["href"] for link in article.find_all("a") if link["href"].startswith("/")]

    pages = [link for link in links if not link.startswith("/documents/") and "?" not in link]
    assert pages == [f"/{code}/knowledge/en-annan-text/"] * 3


def test_numbers_ids_and_files_are_the_same_in_all_languages(client, guidance):
    def facts(code):
        answer = client.get(f"/{code}/knowledge/vagledningen/")
        soup = BeautifulSoup(answer.text, "html.parser").find("main")
        return (
            [link["href"] for link in soup.find_all("a", href=re.compile("^tel:"))],
            [box["data-item"] for box in soup.find_all("input", type="checkbox")],
            [link["href"] for link in soup.select(".attachment a")],
            [heading.get("id") for heading in soup.find_all("h2") if heading.get("id")],
        )

    assert facts("en") == facts("sv")
    assert facts("fa-af") == facts("sv")


def test_tags_follow_the_page_and_are_shown_in_the_source_language_until_translated(client, guidance):
    english = BeautifulSoup(client.get("/en/knowledge/vagledningen/").text, "html.parser")

    assert [tag.text for tag in english.select("a.tag")] == ["Boende", "Socialtjänst"]
    index = BeautifulSoup(client.get("/en/knowledge/", {"topic": "boende"}).text, "html.parser")
    assert [card.text for card in index.find_all(class_="card__title")] == ["Vägledningen [en]"]


def test_review_dates_follow_the_source(guidance, publish_in_all):
    guidance.review_interval_months = 3
    guidance.save_revision().publish()
    publish_in_all(guidance)

    english = GuidancePage.objects.get(translation_key=guidance.translation_key, locale__language_code="en")

    assert english.review_by == GuidancePage.objects.get(pk=guidance.pk).review_by


def test_direction_and_language_are_those_of_the_reader(client, guidance):
    html = BeautifulSoup(client.get("/fa-af/knowledge/vagledningen/").text, "html.parser").html

    assert (html["lang"], html["dir"]) == ("fa-AF", "rtl")


def test_collection_leads_to_works_in_the_readers_language(client, guidance, publish_in_all):
    only_swedish = make_checklist(title="Bara på svenska")
    collection = make_collection(guidance, only_swedish, slug="samlingen")
    publish_in_all(collection)

    soup = BeautifulSoup(client.get("/en/knowledge/samlingen/").text, "html.parser")

    links = [link["href"] for link in soup.select(".collection a")]
    assert links == ["/en/knowledge/vagledningen/", only_swedish.url]
    swedish = soup.select(".collection__title a")[1]
    assert (swedish["lang"], swedish["hreflang"]) == ("sv", "sv")


def test_news_and_their_feed_are_translated(client, publish_in_all):
    for page in (make_home(), make_news_index()):
        publish_in_all(page)
    publish_in_all(make_news(title="Nyheten", slug="nyheten"))

    feed = client.get("/fa-af/news/feed.atom")

    assert "Nyheten [fa-af]" in feed.text
    assert 'xml:lang="fa-AF"' in feed.text
    assert Translation.objects.exists()


@pytest.fixture(params=["begun", "not begun"])
def with_an_invalid_child(publish_in_all, request):
    """A translated work with a tag in the wrong language: the form would refuse it, saving a row does not.

    Its Dari page is there as a draft, or is to be made when it is published.
    """
    for page in (make_home(), make_knowledge_index()):
        publish_in_all(page)
    page = make_guidance(title="Vägledningen", topics=[make_topic(locale=locale("en"))])
    if request.param == "begun":
        submit(page, "fa-af")
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale("fa-af"))
    translate_texts(translation)
    return translation


def test_invalid_child_keeps_its_page_from_going_live_with_the_field_named(
    with_an_invalid_child, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValidationError) as caught:
        with_an_invalid_child.save_target(publish=True)

    assert caught.value.messages[0].startswith("ämne: ")
    assert with_an_invalid_child.get_target_instance().live is False


def test_invalid_child_would_go_live_without_the_gate(
    with_an_invalid_child, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr("cms.domain.translation_gate._refuse_invalid_children", lambda source, locale: None)

    with django_capture_on_commit_callbacks(execute=True):
        with_an_invalid_child.save_target(publish=True)

    assert with_an_invalid_child.get_target_instance().live is True


def test_links_would_lead_to_the_swedish_page_without_our_choosers(client, guidance, monkeypatch):
    monkeypatch.setattr(LocalizedPageChooserBlock, "localized", classmethod(lambda cls, page, **context: page))

    main = BeautifulSoup(client.get("/fa-af/knowledge/vagledningen/").text, "html.parser").find("main")

    assert [link["href"] for link in main.select(".page-link a")] == ["/sv/knowledge/en-annan-text/"] * 2


@pytest.mark.parametrize("model", [*WORK_TYPES, NewsPage, KnowledgeIndexPage, NewsIndexPage])
def test_slug_dates_codes_and_addresses_are_never_translated(model):
    translated = {field.field_name for field in get_translatable_fields(model) if isinstance(field, TranslatableField)}

    assert translated & NEVER_TRANSLATED == set()
