"""Journey 4: an editor writes, a head editor approves and translates; the public sees a language when it is whole."""

import re
import secrets

import pytest

TAG = "".join(secrets.choice("bdfgklmnr") for _letter in range(6))
TITLE = {"sv": f"Prova tolk {TAG}", "en": f"Try an interpreter {TAG}", "fa-af": f"ترجمان را بیازمایید {TAG}"}
SUMMARY = {"sv": "Så bokar du.", "en": "How to book.", "fa-af": "چگونه وقت بگیرید."}
TEXT = {"sv": "Boka tolken i god tid.", "en": "Book the interpreter early.", "fa-af": "ترجمان را به موقع بخواهید."}
CONTACT = {"sv": "Länssamordnare", "en": "County coordinator", "fa-af": "هماهنگ‌کنندهٔ لان"}
SENTENCES = (TITLE, SUMMARY, TEXT, CONTACT)
PREVIEW = "button[aria-label='Växla förhandsgranskning']"
# Wagtail saves by itself what is half written too, and is told what is still missing: nothing that anybody sees.
HALF_WRITTEN = re.compile(r"status of 400 .*/admin/pages/(add/|\d+/edit/)")
LANGUAGE_NAMES = {"en": "English", "fa-af": "دری"}


@pytest.fixture
def desk(open_page, sign_in):
    """A function that opens the admin as somebody; nobody's window may complain of anything in the end."""
    pages = []

    def opened(username: str):
        page = open_page(width=1600, height=1000)
        sign_in(page, username)
        pages.append(page)
        return page

    yield opened
    errors = [[error for error in page.watch.errors if not HALF_WRITTEN.search(error)] for page in pages]
    assert errors == [[]] * len(pages)
    assert [page.watch.foreign for page in pages] == [[]] * len(pages)


def write_news(page) -> None:
    """Write the Swedish page in a new form below the news of the site."""
    page.goto("/admin/pages/")
    page.locator("main table tr", has_text=re.compile(r"^\s*Nyheter\b")).locator(
        "a[href*='/admin/pages/']"
    ).last.click()
    page.click("a[href*='/add_subpage/']")
    page.wait_for_url("**/add/knowledgebank/newspage/**")
    page.fill("#id_title", TITLE["sv"])
    page.fill("#id_summary", SUMMARY["sv"])
    page.click("button.c-sf-add-button >> nth=0")
    page.click("[role=option]:has-text('Text') >> nth=0")
    editor = page.locator(".public-DraftEditor-content")
    editor.press_sequentially(TEXT["sv"])
    page.locator(".public-DraftEditor-content", has_text=TEXT["sv"]).wait_for()
    page.click("[role=tab]:has-text('Hittas genom')")
    page.select_option("#id_responsible_organization", label="Länsstyrelsen i Örebro län")
    page.fill("#id_contact_function", CONTACT["sv"])


def see_preview(page) -> None:
    page.click(PREVIEW)
    preview = page.frame_locator("#w-preview-iframe")
    preview.locator("h1", has_text=TITLE["sv"]).wait_for()
    preview.locator("main", has_text=TEXT["sv"]).wait_for()
    page.click(PREVIEW)


def choose_action(page, selector: str) -> None:
    """Open the menu beside the big button at the foot, press an entry, and wait until it is done."""
    page.locator("footer .w-dropdown__toggle").last.click()
    page.click(selector)
    page.wait_for_selector(".messages .success")


def translate(page, language: str) -> None:
    """Fill all segments of the translation that is open, on each tab."""
    known = {sentence["sv"]: sentence[language] for sentence in SENTENCES}
    for tab in page.locator("[role=tab]").all():
        tab.click()
        todo = page.locator("button:visible", has_text=re.compile(r"^Översätt$"))
        while todo.count():
            todo.first.click()
            field = page.locator("textarea:visible")
            around = field.locator("xpath=ancestor::li[1]").inner_text()
            field.fill(next(translated for source, translated in known.items() if source in around))
            left = todo.count()
            page.locator("button:visible", has_text=re.compile(r"^Spara$")).click()
            field.wait_for(state="detached")
            assert todo.count() <= left


def test_news_when_written_reviewed_and_translated_then_each_language_is_public_in_its_turn(open_page, desk):
    editor = desk("editor")
    write_news(editor)
    see_preview(editor)
    slug = editor.input_value("#id_slug")
    editor.locator("footer .w-dropdown__toggle").last.click()
    editor.click("[name=action-submit]")
    editor.wait_for_selector(".messages .success")
    addresses = {language: f"/{language}/news/{slug}/" for language in TITLE}

    def statuses() -> dict[str, int]:
        return {language: open_page().request.get(path).status for language, path in addresses.items()}

    assert statuses() == {"sv": 404, "en": 404, "fa-af": 404}

    head = desk("headeditor")
    head.click(f"main a:has-text('{TITLE['sv']}')")
    head.wait_for_url("**/edit/**")
    own_address = re.search(r"/admin/pages/\d+/", head.url)[0]
    choose_action(head, "[data-workflow-action-name=approve] >> nth=0")
    assert statuses() == {"sv": 200, "en": 404, "fa-af": 404}

    head.goto(own_address.replace("/admin/pages/", "/admin/localize/submit/page/"))
    head.check("#id_select_all")
    head.click("main input[type=submit]")
    head.wait_for_selector(".messages .success")
    assert statuses() == {"sv": 200, "en": 404, "fa-af": 404}
    for number, language in enumerate(LANGUAGE_NAMES, start=1):
        translation = re.sub(r"\d+", lambda found, ahead=number: str(int(found[0]) + ahead), own_address)
        head.goto(f"{translation}edit/")
        head.wait_for_selector("button:has-text('Publicera på')")
        translate(head, language)
        head.click("button:has-text('Publicera på')")
        head.wait_for_selector(".messages .success")
        assert statuses()[language] == 200

    reader = open_page()
    for language, path in addresses.items():
        reader.goto(path)
        assert reader.inner_text("h1") == TITLE[language]
        shown = reader.inner_text("main")
        assert all(sentence[language] in shown for sentence in SENTENCES)
    reader.goto("/fa-af/news/")
    assert TITLE["fa-af"] in reader.inner_text(".news-list")
