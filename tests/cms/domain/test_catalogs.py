"""The catalogues: compiled when stale, complete, with equal placeholders and right plurals."""

import os
import re
from gettext import GNUTranslations
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import dates, translation
from django.utils.translation import gettext, ngettext

from cms.domain import catalogs

ROOT = Path(__file__).resolve().parents[3]
DOMAINS = ["django", "djangojs"]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|%[sd]|\{(\w*)\}")
OVERRIDE = "Overrides Django's Persian wording (Iranian) in Dari."


def read(folder: str, domain: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / folder / "LC_MESSAGES" / f"{domain}.po"))


def placeholders(text: str) -> list[str]:
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def own_keys(catalog: polib.POFile) -> set[tuple[str | None, str, str]]:
    return {(e.msgctxt, e.msgid, e.msgid_plural) for e in catalog if not e.obsolete and e.comment != OVERRIDE}


# --- compiling ----------------------------------------------------------------------------------------------------


def write_catalog(folder: Path, word: str) -> Path:
    path = folder / "sv" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = polib.POFile()
    catalog.metadata = {
        "Language": "sv",
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    catalog.append(polib.POEntry(msgid="word", msgstr=word))
    catalog.save(str(path))
    return path


def word_in(path: Path) -> str:
    with path.with_suffix(".mo").open("rb") as file:
        return GNUTranslations(file).gettext("word")


def test_compiling_twice_compiles_once(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    path = write_catalog(tmp_path, "ord")

    assert catalogs.compile_catalogs() == [path]
    assert catalogs.compile_catalogs() == []
    assert word_in(path) == "ord"


def test_changed_catalog_is_stale_until_compiled(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    path = write_catalog(tmp_path, "ord")
    catalogs.compile_catalogs()
    later = path.stat().st_mtime_ns + 2_000_000_000
    write_catalog(tmp_path, "glosa")
    os.utime(path, ns=(later, later))

    assert catalogs.stale_catalogs() == [path]
    catalogs.compile_catalogs()
    assert word_in(path) == "glosa"
    assert [file.name for file in path.parent.iterdir()] in (["django.mo", "django.po"], ["django.po", "django.mo"])


def test_broken_catalog_is_refused_and_the_compiled_one_stays(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    path = write_catalog(tmp_path, "ord")
    catalogs.compile_catalogs()
    path.write_text('msgid "word"\nnonsense\n')
    os.utime(path, ns=(path.stat().st_mtime_ns + 10**9,) * 2)

    with pytest.raises(OSError):
        catalogs.compile_catalogs()

    assert word_in(path) == "ord"


# --- what we ship -------------------------------------------------------------------------------------------------


def test_no_catalog_is_stale_in_a_test_run():
    assert catalogs.stale_catalogs() == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("folder", ["sv", "en", "fa_AF"])
def test_catalog_has_no_fuzzy_and_no_duplicate_entry(folder, domain):
    catalog = read(folder, domain)
    keys = [(entry.msgctxt, entry.msgid) for entry in catalog]

    assert [entry.msgid for entry in catalog if entry.fuzzy or entry.obsolete] == []
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("folder", ["sv", "fa_AF"])
def test_every_entry_is_translated(folder, domain):
    assert [entry.msgid for entry in read(folder, domain) if not all(texts(entry))] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_swedish_and_dari_hold_the_same_messages(domain):
    swedish, dari = read("sv", domain), read("fa_AF", domain)

    # A message of ours may also be one of Django's that Dari words anew ("May").
    overridden = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in dari} & own_keys(swedish)
    assert own_keys(swedish) == own_keys(dari) | overridden


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("folder", ["sv", "en", "fa_AF"])
def test_placeholders_are_those_of_the_message(folder, domain):
    different = [
        (entry.msgid, text)
        for entry in read(folder, domain)
        for index, text in enumerate(texts(entry))
        if text
        and placeholders(text) != placeholders(entry.msgid)
        and not (entry.msgid_plural and index > 0 and placeholders(text) == placeholders(entry.msgid_plural))
        and not (entry.msgid_plural and index == 0 and placeholders(text) == placeholders(entry.msgid_plural))
    ]

    assert different == []


@pytest.mark.parametrize(
    ("folder", "rule"), [("sv", "plural=(n != 1)"), ("en", "plural=(n != 1)"), ("fa_AF", "plural=(n > 1)")]
)
def test_header_names_language_and_plural_rule(folder, rule):
    for domain in DOMAINS:
        metadata = read(folder, domain).metadata
        assert metadata["Language"] == folder
        assert metadata["Plural-Forms"] == f"nplurals=2; {rule};"


def test_messages_begin_and_end_as_their_translations():
    """A translation keeps a line break at either end: blocktranslate trimmed has none."""
    wrong = [
        entry.msgid
        for folder in ("sv", "fa_AF")
        for entry in read(folder, "django")
        for text in texts(entry)
        if entry.msgid.startswith("\n") != text.startswith("\n") or entry.msgid.endswith("\n") != text.endswith("\n")
    ]

    assert wrong == []


# --- Dari is Afghan -----------------------------------------------------------------------------------------------


def test_dari_months_and_weekdays_are_afghan():
    with translation.override("fa-af"):
        months = [str(dates.MONTHS[number]) for number in range(1, 13)]
        alternate = [str(dates.MONTHS_ALT[number]) for number in range(1, 13)]
        weekdays = [str(dates.WEEKDAYS[number]) for number in range(7)]

    assert (
        months
        == alternate
        == ["جنوری", "فبروری", "مارچ", "اپریل", "می", "جون", "جولای", "اگست", "سپتمبر", "اکتوبر", "نومبر", "دسمبر"]
    )
    assert weekdays == ["دوشنبه", "سه\u200cشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"]


def test_dari_form_errors_are_our_own():
    with translation.override("fa-af"):
        assert gettext("This field is required.") == "پر کردن این خانه ضروری است."
        assert gettext("Enter a valid email address.") == "یک آدرس درست ایمیل بنویسید."
        assert ngettext("%(num)d day", "%(num)d days", 5) % {"num": 5} == "5 روز"


def test_overrides_name_messages_that_django_has():
    django_folder = Path(translation.__file__).parents[2] / "conf/locale/fa/LC_MESSAGES/django.po"
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(django_folder))}
    ours = {(entry.msgctxt, entry.msgid) for entry in read("fa_AF", "django") if entry.comment == OVERRIDE}

    assert len(ours) >= 80
    assert ours - known == set()


def test_language_settings_have_a_catalog_each():
    assert [code for code, _ in settings.LANGUAGES] == ["sv", "en", "fa-af"]
    assert all(translation.check_for_language(code) for code, _ in settings.LANGUAGES)
