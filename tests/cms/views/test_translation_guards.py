"""The views of wagtail-localize with their traps closed, and the editors' overview (G6, G7, G11 to G16).

``without_the_guards`` shows of each trap that it is there: wagtail-localize's own view answers then.
"""

import subprocess
from shutil import which

import polib
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import UnorderedObjectListWarning
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from cms import translation_hooks
from cms.domain.translation_files import MAX_BYTES, export_po
from cms.domain.translations import translation_states
from cms.models import StandardPage
from tests.factories.cms import make_home, make_standard_page, make_translated_page, source_of, submit, translate_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def translation():
    return submit(make_standard_page(), "fa-af")["fa-af"]


@pytest.fixture
def without_the_guards(monkeypatch):
    for pattern in translation_hooks.LOCALIZE_URLS:
        monkeypatch.setattr(pattern, "resolve", lambda path: None)


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- G7: one text -------------------------------------------------------------------------------------------------


def segment_url(translation) -> str:
    segment = translation.source.stringsegment_set.get(context__path="title")
    return reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"value": "x"}', "application/json"),
        (b"", "application/x-www-form-urlencoded"),
        (b"value=", "application/x-www-form-urlencoded"),
        (b"other=x", "application/x-www-form-urlencoded"),
        (b"value=" + b"x" * 1_000_000, "application/x-www-form-urlencoded"),
        (b"value=x", "text/plain"),
    ],
)
def test_text_sent_in_another_shape_is_answered_400(admin_client, translation, body, content_type):
    response = admin_client.put(segment_url(translation), body, content_type=content_type)

    assert response.status_code == 400
    assert "value" in response.json()["detail"]
    assert not StringTranslation.objects.exists()


@pytest.mark.usefixtures("without_the_guards")
def test_text_sent_in_another_shape_would_be_an_error_without_the_guard(admin_client, translation):
    with pytest.raises(KeyError):
        admin_client.put(segment_url(translation), b'{"value": "x"}', content_type="application/json")


def test_text_sent_as_a_form_is_kept(admin_client, translation):
    response = admin_client.put(
        segment_url(translation), "value=%D8%AF%D8%B1%D8%A8%D8%A7%D8%B1%D9%87", "application/x-www-form-urlencoded"
    )

    assert response.status_code == 201
    assert StringTranslation.objects.get().data == "درباره"


# --- G6, G12: files -----------------------------------------------------------------------------------------------


def upload(client, translation, content: bytes | None):
    data = {} if content is None else {"file": SimpleUploadedFile("fa-af.po", content)}
    return client.post(reverse("wagtail_localize:upload_pofile", args=[translation.pk]), data)


BAD_FILES = {
    "nothing": None,
    "empty": b"",
    "no header": b'msgid "a"\nmsgstr "b"\n',
    "no syntax": b"this is no catalogue",
    "binary": bytes(range(256)) * 10,
    "half": b'msgid ""\nmsgstr ""\n"X-WagtailLocalize-Trans',
    "another page": b'msgid ""\nmsgstr ""\n"X-WagtailLocalize-TranslationID: 1234\\n"\n',
    "too large": b"#" * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_refused_in_words_and_imports_nothing(admin_client, translation, name):
    response = upload(admin_client, translation, BAD_FILES[name])

    assert response.status_code == 302
    assert len(messages_of(response)) == 1
    assert not StringTranslation.objects.exists()


@pytest.mark.usefixtures("without_the_guards")
@pytest.mark.parametrize("name", ["nothing", "empty", "no header"])
def test_bad_file_would_be_an_error_without_the_guard(admin_client, translation, name):
    with pytest.raises(KeyError):
        upload(admin_client, translation, BAD_FILES[name])


def test_exported_file_comes_back_equal_with_language_and_plural_rule(admin_client, translation):
    catalog = polib.pofile(export_po(translation).decode())
    for entry in catalog:
        entry.msgstr = f"{entry.msgid} [دری]"

    upload(admin_client, translation, f"{catalog}\n".encode())
    response = admin_client.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))

    assert response.content == f"{catalog}\n".encode() == export_po(translation)
    assert catalog.metadata["Language"] == "fa_AF"
    assert catalog.metadata["Plural-Forms"] == "nplurals=2; plural=(n > 1);"
    assert "om-samverka-fa-af.po" in response.headers["Content-Disposition"]


@pytest.mark.usefixtures("without_the_guards")
def test_exported_file_would_name_no_language_without_the_guard(admin_client, translation):
    response = admin_client.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))

    assert {"Language", "Plural-Forms"} & set(polib.pofile(response.content.decode()).metadata) == set()


@pytest.mark.skipif(which("msgfmt") is None, reason="msgfmt is not installed")
def test_exported_file_is_clean_to_msgfmt(translation, tmp_path):
    translate_texts(translation)
    (tmp_path / "page.po").write_bytes(export_po(translation))

    done = subprocess.run(
        ["msgfmt", "-c", "-o", str(tmp_path / "page.mo"), str(tmp_path / "page.po")], capture_output=True, text=True
    )

    # msgfmt asks for the header fields of a software project, which a page has not.
    remarks = [line for line in done.stderr.splitlines() if "header field" not in line]
    assert (done.returncode, remarks) == (0, [])


# --- G14, G15: updating and the overview --------------------------------------------------------------------------


PUBLISH_BOX = 'name="publish_translations"'


@pytest.fixture
def changed(django_capture_on_commit_callbacks):
    """A page live in Swedish and English whose Swedish text has changed since, and the address of the update view."""
    pages = make_translated_page(django_capture_on_commit_callbacks, "en")
    source = StandardPage.objects.get(pk=pages["sv"].pk)
    source.intro = "En ny mening."
    source.save_revision().publish()
    return pages, reverse("wagtail_localize:update_translations", args=[source_of(pages["sv"]).pk])


def test_update_publishes_nothing_and_says_what_is_left(admin_client, changed, django_capture_on_commit_callbacks):
    pages, url = changed

    form = admin_client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_client.post(url, {"publish_translations": "on"})

    assert PUBLISH_BOX not in form
    assert "De publicerade översättningarna är oförändrade tills var och en är klar." in form
    assert messages_of(response) == ["English: 1 text återstår att översätta."]
    assert [str(state.state) for state in translation_states(pages["sv"])] == ["stale", "missing"]
    assert StandardPage.objects.get(pk=pages["en"].pk).intro == pages["en"].intro


@pytest.mark.usefixtures("without_the_guards")
def test_update_would_offer_to_publish_and_count_nothing_without_the_guard(admin_client, changed):
    _pages, url = changed

    form = admin_client.get(url).content.decode()
    response = admin_client.post(url, {})

    assert PUBLISH_BOX in form
    assert [message for message in messages_of(response) if "1 text" in message] == []


def test_overview_lists_pages_states_and_ways_on(admin_client, translation):
    response = admin_client.get(reverse("translations"))

    html = response.content.decode()
    assert response.status_code == 200
    assert reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk]) in html
    assert "0/2" in html
    assert "översätts" in html


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 4),
        ("language=fa-af", 2),
        ("state=missing", 2),
        ("state=draft&language=fa-af", 2),
        ("state=live", 0),
        ("state=draft&language=en", 0),
        ("owner=mine", 0),
    ],
)
def test_overview_can_be_narrowed_and_fetched(admin_client, translation, query, rows):
    response = admin_client.get(f"{reverse('translations')}?format=csv&q=samverka&{query}")

    assert len(response.content.decode().splitlines()) == rows + 1


def test_overview_of_many_pages_is_in_the_order_of_the_tree(admin_client):
    titles = [make_standard_page(f"Sida {number}").title for number in range(3)]

    lines = admin_client.get(f"{reverse('translations')}?format=csv&language=en&q=sida").content.decode().splitlines()

    assert [line.partition(",")[0] for line in lines[1:]] == titles


def test_overview_stands_in_the_menu_in_place_of_localizes_report(admin_client):
    html = admin_client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("translations") in html
    assert reverse("wagtail_localize:translations_report") not in html


@pytest.mark.usefixtures("without_the_guards")
def test_localizes_report_would_warn_of_an_unordered_list(admin_client, translation):
    with pytest.warns(UnorderedObjectListWarning):
        admin_client.get(reverse("wagtail_localize:translations_report"))


def test_overview_is_closed_without_the_permission(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))

    assert client.get(reverse("translations")).status_code in (302, 403)


@pytest.mark.parametrize("name", ["convert_to_alias", "machine_translate", "translations_report"])
def test_what_is_not_used_here_is_not_found(admin_client, translation, name):
    arguments = {
        "convert_to_alias": [translation.get_target_instance().pk],
        "machine_translate": [translation.pk],
        "translations_report": [],
    }

    response = admin_client.get(reverse(f"wagtail_localize:{name}", args=arguments[name]), follow=True)

    assert response.status_code == 404


def test_page_editor_shows_how_far_the_translations_are(admin_client, translation):
    page = StandardPage.objects.get(translation_key=translation.source.object_id, locale__language_code="sv")

    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk]) in html
    assert "översätts" in html


def test_translation_editor_opens_and_knows_direction(admin_client, translation):
    html = admin_client.get(editor_url(translation)).content.decode()

    assert "cms/admin/translation_direction.js" in html
    assert "cms/admin/translation_direction.css" in html


# --- G13, G16: nothing leaves the site ----------------------------------------------------------------------------


def editor_url(translation) -> str:
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def answers_after_translating(client, translation) -> str:
    """Return what the editor is told after one text: the answer to it, and the editor opened anew."""
    written = client.put(segment_url(translation), "value=About", "application/x-www-form-urlencoded")
    return written.content.decode() + client.get(editor_url(translation)).content.decode()


def test_translator_is_shown_without_a_picture_from_elsewhere(admin_client, translation):
    text = answers_after_translating(admin_client, translation)

    assert "default-user-avatar" in text
    assert "gravatar" not in text


def test_translators_hashed_address_would_be_sent_to_a_foreign_host_by_default(admin_client, translation, settings):
    settings.WAGTAIL_GRAVATAR_PROVIDER_URL = "//www.gravatar.com/avatar"

    assert "www.gravatar.com/avatar/" in answers_after_translating(admin_client, translation)


DUMMY_TRANSLATOR = {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}


def translate_by_machine(client, translation):
    return client.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))


def test_machine_translates_nothing_even_when_one_is_set(admin_client, translation, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = DUMMY_TRANSLATOR

    response = translate_by_machine(admin_client, translation)
    admin_client.post(
        reverse("wagtail_localize:update_translations", args=[translation.source_id]),
        {"use_machine_translation": "on"},
    )

    assert response.status_code == 404
    assert not StringTranslation.objects.exists()


@pytest.mark.usefixtures("without_the_guards")
def test_machine_would_translate_without_the_guard(admin_client, translation, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = DUMMY_TRANSLATOR

    translate_by_machine(admin_client, translation)

    assert StringTranslation.objects.exists()


# --- pages begin in Swedish; no aliases ---------------------------------------------------------------------------


def test_page_is_not_begun_in_a_translated_tree(admin_client, translation):
    parent = translation.get_target_instance()

    response = admin_client.get(reverse("wagtailadmin_pages:add", args=["cms", "standardpage", parent.pk]))

    assert response.status_code == 302
    assert "svenska" in messages_of(response)[0]


def test_alias_is_refused(admin_client):
    page = make_standard_page()

    admin_client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "Kopia", "new_slug": "kopia", "new_parent_page": make_home().pk, "alias": "on"},
    )

    assert not StandardPage.objects.filter(alias_of__isnull=False).exists()
    assert StandardPage.objects.count() == 1
