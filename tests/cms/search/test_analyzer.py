"""What finds what: the table of knowledgebank.md 4.1, letter by letter."""

import pytest

from cms.domain.search.analyzer import extra_forms, key_language, keys_of_text, query_keys, text_keys
from cms.domain.search.compounds import compound_parts_of
from cms.domain.search.letters import normalize, words_in
from cms.domain.search.vocabulary import compound_parts


def finds(query: str, text: str, locale_code: str = "sv") -> bool:
    held = {key.key for key in keys_of_text(text, locale_code)}
    asked = [query_keys(word, key_language(word, locale_code)) for word in words_in(normalize(query))]
    return all(held.intersection(keys) for keys in asked)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("barn", "barnen"),
        ("barn", "barnens"),
        ("barnen", "barn"),
        ("flicka", "flickor"),
        ("barn", "Barnkonventionen"),
        ("konventionen", "Barnkonventionen"),
        ("plan", "samverkansplan"),
        ("planer", "samverkansplanerna"),
        ("träffar", "nätverksträffen"),
        ("nämnden", "överförmyndarnämnder"),
        ("styrelse", "länsstyrelsens"),
        ("forsvinnande", "försvinnande"),
        ("orebro", "Örebro"),
        ("försvinna", "försvann"),
        ("gode mannen", "god man"),
        ("epost", "e-post"),
        ("e-post", "e-post"),
        ("afn201774", "ärende AFN 2017/74 avslutades"),
        ("201774", "ärende AFN 2017/74 avslutades"),
        ("EKB", "ensamkommande barnen"),
        ("ensamkommande barn", "ett EKB"),
        ("gm", "gode män"),
        ("samverkan", "sam\u00adver\u00adkan"),
        ("idé", "ide"),
    ],
)
def test_swedish_word_finds(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("år", "ar"),
        ("ar", "år"),
        ("för", "for"),
        ("for", "för"),
        ("barnkonvention", "barn"),
        ("samverkansplan", "plan"),
        ("mål", "mal"),
        ("skola", "ekonomiska"),
    ],
)
def test_swedish_word_does_not_find(query, text):
    assert not finds(query, text)


@pytest.mark.parametrize(("query", "text"), [("children", "child"), ("child", "children"), ("guardians", "guardian")])
def test_english_word_finds(query, text):
    assert finds(query, text, "en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("باید", "بايد"),
        ("کودک", "كودك"),
        ("محافظ", "مُحافِظ"),
        ("112", "۱۱۲"),
        ("112", "١١٢"),
        ("طفل", "اطفال"),
        ("بچه‌ها", "بچهها"),
        ("مسئول", "مسيول"),
        ("مکاتب", "مکتب"),
        ("رهنمود", "رهنمودها"),
        ("شبکه", "شبکه‌ها"),
        ("آب", "اب"),
        ("خانۀ", "خانه"),
        ("سـرپرست", "سرپرست"),
        ("تأیید", "تایید"),
    ],
)
def test_dari_variants_find_each_other(one, other):
    assert finds(one, other, "fa-af")
    assert finds(other, one, "fa-af")


def test_languages_never_mix():
    swedish = {key.key for key in keys_of_text("barn", "sv")}
    english = {key.key for key in keys_of_text("barn", "en")}

    assert swedish.isdisjoint(english)


def test_arabic_script_is_dari_on_any_page():
    assert key_language("طفل", "sv") == "fa"
    assert finds("اطفال", "طفل", "sv")


def test_text_word_gives_form_lemma_stem_and_parts():
    keys = {key.key: key.weight for key in text_keys("barnkonventionen", "sv")}

    assert keys == {
        "svkbarnkonventionen": 1.0,
        "svlbarnkonvention": 0.9,
        "svtbarnkonvention": 0.7,
        "svpbarn": 0.5,
        "svpkonvention": 0.5,
    }


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("samverkansplan", ("samverkan", "plan")),
        ("familjehemsplacering", ("familjehem", "placering")),
        ("barnskyddssamordnare", ("barnskydd", "samordnare")),
        ("flickgruppen", ("flicka", "grupp")),
        ("nätverksträff", ("nätverk", "träff")),
        ("mottagningsarbete", ("mottagning", "arbete")),
        ("socialtjänstlagen", ("socialtjänst", "lag")),
    ],
)
def test_compound_is_split_by_the_list(word, parts):
    assert compound_parts_of(word) == parts


@pytest.mark.parametrize(
    "word", ["försvinner", "polisen", "förslag", "genomföra", "ekonomiska", "arbetsskadan", "barnen"]
)
def test_ordinary_word_is_not_split(word):
    assert compound_parts_of(word) == ()


def test_list_of_parts_holds_the_field():
    assert len(set(compound_parts().values())) >= 150


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("A\x00B\tC", "a b c"),
        ("A\u030are ÅRE", "åre åre"),
        ("idé Éva", "ide eva"),
        ("ﬁnal", "final"),
        ("a\u200fb\u200d", "ab"),
        ("٣۴5", "345"),
        ("آبِ ۀ", "اب ه"),
    ],
)
def test_normalized_text(text, normalized):
    assert normalize(text) == normalized


def test_zero_width_non_joiner_holds_a_word_together():
    assert words_in(normalize("بچه\u200cها رفتند")) == ["بچه\u200cها", "رفتند"]


def test_case_numbers_and_hyphens_are_also_one_word():
    assert extra_forms("afn 2017/74, 851-1234-2026 och e-post") == [
        "201774",
        "afn201774",
        "85112342026",
        "epost",
    ]
