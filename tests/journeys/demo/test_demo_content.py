"""The demo content: loaded once for this module into a database of its own, and looked at from all sides."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.demo.texts import DemoTextError, PhraseBook, rich
from cms.demo.users import USERS
from cms.demo_sign_ins import PASSWORD, WHO
from cms.domain.translations import State, translation_states
from cms.languages import CODES
from cms.models import Audience, OutgoingMail, Topic
from events.domain.given_answers import answers_of_all
from events.domain.questions import missing_translations, questions_of
from events.domain.waiting_list import place_of
from events.enums import OccasionKind, OccasionStatus, RegistrationState
from events.models import EventPage, Occasion, OccasionDay, Registration
from knowledgebank.domain.stages import standing_on
from knowledgebank.enums import Stage
from knowledgebank.models import WORK_TYPES, NewsPage, Plan
from networks.demo.load import find_network, find_organization
from networks.domain.coverage import gap_report
from networks.domain.queries import networks_of
from networks.models import Person

ROOT = Path(__file__).resolve().parents[3]
APPS = ("cms", "networks", "events", "knowledgebank")

# SHA-256, cut, of the names, addresses and numbers of persons in the documents that the demo content builds on.
CANARIES = {
    "a6fc8f3cef45f2c9",
    "b292ad70aa573efc",
    "cf829ddb6fdfda9d",
    "d22af514f425e5ec",
    "77007c78ed93038f",
    "1d7831cff9ff9e36",
    "3e3218f38cfae7d8",
    "f1e2ea9cb7fce38f",
    "3c66ee60f01eb7da",
    "86efe9efefbf1ffe",
    "b6c859b0259acf5a",
    "46aaa2cc3fcfc4f1",
    "d0a10cda1a3f7ecc",
    "64c9a9d2abe2a887",
    "efbc947ce11873a0",
    "9d0366b931690fd9",
    "cec0593e13bddd97",
    "5e5e2af8388545fd",
    "410a0922c9ae1a4c",
    "e0cd22f698d2cdd0",
    "73d5368361141f9b",
    "9ff9956e2b42a996",
}
ARABIC_LETTER = re.compile(r"[\u0621-\u06ff]")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]{2,}")
# What stays in Latin letters in Dari: file kinds, standards, names of things and places as they are written on signs.
LATIN_IN_DARI = {"Word", "WCAG", "AA", "Samverka", "Hitta", "rätt", "Växjö"}


@pytest.fixture
def loaded(demo, db):
    """The loaded content, for reading; what a test writes is rolled back."""


def live_pages(language: str):
    return Page.objects.live().filter(locale__language_code=language, depth__gt=1)


def strings_of(page: Page) -> list[str]:
    segments = extract_segments(page.specific)
    return [item.string.data for item in segments if isinstance(item, StringSegmentValue) and item.string.data]


@pytest.mark.usefixtures("loaded")
class TestCounts:
    def test_at_least_twelve_works_six_news_twelve_events(self):
        works = sum(model.objects.filter(locale__language_code="sv", live=True).count() for model in WORK_TYPES)
        assert works >= 12
        assert NewsPage.objects.filter(locale__language_code="sv", live=True).count() >= 6
        assert EventPage.objects.filter(locale__language_code="sv", live=True).count() >= 12

    def test_every_page_is_live_in_all_languages_under_the_same_slug(self):
        pages = {code: set(live_pages(code).values_list("translation_key", flat=True)) for code in CODES}
        assert pages["sv"] == pages["en"] == pages["fa-af"]
        inner = Page.objects.filter(depth__gt=2)
        slugs = {code: set(inner.filter(locale__language_code=code).values_list("slug", flat=True)) for code in CODES}
        assert slugs["sv"] == slugs["en"] == slugs["fa-af"]

    def test_terms_exist_in_all_languages_with_the_same_slugs(self):
        for model in (Topic, Audience):
            slugs = {
                code: set(model.objects.filter(locale__language_code=code, live=True).values_list("slug", flat=True))
                for code in CODES
            }
            assert slugs["sv"]
            assert slugs["sv"] == slugs["en"] == slugs["fa-af"]

    @pytest.mark.parametrize("language", CODES)
    def test_every_page_is_shown(self, client, language):
        for page in live_pages(language):
            assert client.get(page.url).status_code == 200, page.url

    def test_users_of_every_kind_sign_in_with_the_known_password(self):
        assert {entry.username for entry in USERS} == set(WHO)
        for entry in USERS:
            user = get_user_model().objects.get(username=entry.username)
            assert user.check_password(PASSWORD)
            assert user.wagtail_userprofile.preferred_language == "sv"
            assert user.has_perm("wagtailadmin.access_admin")


@pytest.mark.usefixtures("loaded")
class TestTranslations:
    def test_no_segment_is_untranslated(self):
        for source in TranslationSource.objects.all():
            for translation in source.translations.all():
                total, translated = translation.get_progress()
                assert total == translated, source
        assert StringSegment.objects.count() > 500
        assert not StringTranslation.objects.filter(has_error=True).exists()

    def test_editors_see_every_translation_as_published(self):
        for page in live_pages("sv"):
            assert [state.state for state in translation_states(page)] == [State.LIVE, State.LIVE], page

    def test_dari_pages_are_written_in_dari(self):
        for page in live_pages("fa-af"):
            for text in strings_of(page):
                plain = re.sub(r"<[^>]+>", " ", text)
                assert ARABIC_LETTER.search(plain), (page.slug, plain)
                foreign = set(LATIN_WORD.findall(plain)) - LATIN_IN_DARI
                assert not foreign, (page.slug, foreign)

    def test_dari_uses_its_own_letters_and_no_arabic_ones(self):
        for page in live_pages("fa-af"):
            for text in strings_of(page):
                assert not set(text) & set("يىكة٠١٢٣٤٥٦٧٨٩"), (page.slug, text)

    def test_no_swedish_text_in_english_pages(self):
        swedish = {text for page in live_pages("sv") for text in strings_of(page) if len(text) > 25}
        for page in live_pages("en"):
            assert not swedish & set(strings_of(page)), page.slug

    def test_pages_are_in_the_index_of_references(self):
        topic = Topic.objects.get(slug="missing-children", locale__language_code="sv")
        assert ReferenceIndex.get_references_to(topic).exists()


@pytest.mark.usefixtures("loaded")
class TestEvents:
    def test_something_is_always_upcoming(self):
        now = timezone.now()
        upcoming = OccasionDay.objects.filter(start__gt=now, occasion__status=OccasionStatus.CONFIRMED)
        assert upcoming.values("occasion").distinct().count() >= 8
        assert upcoming.filter(start__lt=now + timedelta(days=40)).exists()

    def test_all_kinds_and_forms_are_there(self):
        assert set(Occasion.objects.values_list("kind", flat=True)) == set(OccasionKind.values)
        assert {"onsite", "online", "hybrid"} <= set(Occasion.objects.values_list("mode", flat=True))

    def test_one_is_full_with_a_waiting_list_in_order(self):
        waiting = Registration.objects.filter(state=RegistrationState.WAITLISTED).order_by("arrival_number")
        assert [place_of(row) for row in waiting] == [1, 2, 3]
        pool = waiting.first().occasion.pools.get()
        assert pool.taken == pool.capacity

    def test_one_is_cancelled_one_opens_later_some_are_over_one_has_two_days(self):
        now = timezone.now()
        assert Occasion.objects.filter(status=OccasionStatus.CANCELLED).count() == 1
        assert Occasion.objects.filter(opens_at__gt=now).count() == 1
        assert OccasionDay.objects.filter(end__lt=now).values("occasion").distinct().count() >= 2
        assert any(occasion.days.count() == 2 for occasion in Occasion.objects.all())

    def test_no_mail_to_invented_persons_is_left_to_send(self):
        assert not OutgoingMail.objects.exists()


@pytest.mark.usefixtures("loaded")
class TestNetworks:
    @pytest.mark.parametrize(
        ("key", "covered", "expected"),
        [
            ("pilot-orebro", 8, 12),
            ("pilot-vasternorrland", 3, 7),
            ("pilot-vasterbotten", 4, 15),
            ("pilot-uppsala", 2, 8),
            ("pilot-vastmanland", 3, 10),
            ("platform-gr", 13, 13),
        ],
    )
    def test_gap_reports_say_what_the_pilot_counties_knew(self, key, covered, expected):
        report = gap_report(find_network(key).coverage_rules.get(), day=timezone.localdate())
        assert (len(report.covered), report.expected) == (covered, expected)

    def test_orebro_names_the_four_that_are_missing(self):
        report = gap_report(find_network("pilot-orebro").coverage_rules.get(), day=timezone.localdate())
        assert [line.name for line in report.missing] == ["Hallsberg", "Lekeberg", "Lindesberg", "Nora"]

    def test_who_left_the_working_group_is_history_not_a_member(self):
        group = find_network("working-group-kronoberg")
        today = timezone.localdate()
        for key in ("police", "migration-agency"):
            organization = find_organization(key)
            assert group not in networks_of(organization, day=today)
            assert group in networks_of(organization, day=group.valid_from)
        assert group in networks_of(find_organization("0764"), day=today)


@pytest.mark.usefixtures("loaded")
class TestSpreading:
    def stage(self, code: str, day=None) -> Stage:
        plan = Plan.objects.get()
        adoption = plan.adoptions.get(organization=find_organization(code))
        return standing_on(day or timezone.localdate(), adoption.events.all(), plan.editions.all()).stage

    def test_a_proposal_never_shows_as_joined(self):
        assert self.stage("0160") == Stage.UNDER_PREPARATION
        nacka = Plan.objects.get().adoptions.get(organization=find_organization("0182"))
        proposed = nacka.events.get(kind="proposed")
        assert proposed.decision_date is None
        assert self.stage("0182", proposed.occurred_on) == Stage.UNDER_PREPARATION

    @pytest.mark.parametrize(
        ("code", "stage"),
        [
            ("0182", Stage.JOINED),
            ("0180", Stage.JOINED),
            ("0181", Stage.JOINED_WITH_RESERVATIONS),
            ("0184", Stage.RECEIVED),
            ("0120", Stage.DECLINED),
            ("0136", Stage.INFORMED),
        ],
    )
    def test_every_stage_is_shown_by_somebody(self, code, stage):
        assert self.stage(code) == stage


@pytest.mark.usefixtures("loaded")
class TestNothingReal:
    def test_no_person_of_the_documents_is_in_the_database(self):
        texts = [text for page in Page.objects.filter(depth__gt=1) for text in strings_of(page)]
        texts += [f"{person.full_name} {person.email} {person.phone}" for person in Person.objects.all()]
        texts += Registration.objects.values_list("name", flat=True)
        assert not canaries_in(" \n ".join(texts))

    def test_all_addresses_are_examples(self):
        addresses = [
            *Person.objects.values_list("email", flat=True),
            *Registration.objects.values_list("email", flat=True),
        ]
        assert all(address.endswith("@example.org") for address in addresses if address)


@pytest.mark.usefixtures("loaded")
def test_one_event_asks_questions_in_all_languages_and_has_answers():
    (occasion,) = Occasion.objects.filter(asks_questions=True)
    questions = questions_of(occasion)

    assert [question.type for question in questions] == ["session", "many_of", "short", "long"]
    assert [missing_translations(question) for question in questions] == [[]] * 4
    people = answers_of_all(list(occasion.registrations.all()), questions, with_needs=True)
    assert {len(person.values) for person in people} == {1, 2}


def test_no_person_of_the_documents_is_in_the_files():
    for app in APPS:
        for path in sorted((ROOT / app / "demo").rglob("*.json")):
            text = path.read_text(encoding="utf-8")
            assert not canaries_in(text), path.name
            for address in re.findall(r"[\w.\-]+@[\w.\-]+", text):
                assert address.endswith("example.org"), address


def test_the_canaries_are_found_when_they_are_there():
    assert canaries_in("Ring 0" + "8-452 " + "76 76.")


def canaries_in(text: str) -> set[str]:
    """Return the canaries that are words, pairs of words or digit runs of the text."""
    words = re.findall(r"[\w.@\-]+", text.lower())
    words = [word.strip(".-") for word in words]
    pairs = [f"{one} {two}" for one, two in zip(words, words[1:], strict=False)]
    digits = [re.sub(r"\D", "", run) for run in re.findall(r"\d[\d \-]{7,}\d", text)]
    return {hashlib.sha256(item.encode()).hexdigest()[:16] for item in {*words, *pairs, *digits}} & CANARIES


@pytest.mark.usefixtures("loaded")
def test_the_second_run_changes_nothing():
    before = snapshot()
    call_command("load_demo", verbosity=0)
    assert snapshot() == before


def snapshot() -> dict[str, tuple[int, str]]:
    """Return the number of rows and a digest of all rows of every table of content, as the database keeps them."""
    result = {}
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)}):
            if not table.startswith(("django_session", "axes_")):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr(row) for row in cursor.fetchall())
                result[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return result


@override_settings(EMBEDDED=False)
def test_outside_embedded_mode_it_is_refused_with_the_reason():
    with pytest.raises(CommandError, match="SAMVERKA_BASE_URL"):
        call_command("load_demo", verbosity=0)


class TestTexts:
    def test_rich_text_has_paragraphs_and_lists(self):
        assert rich("A & b:\n- one\n- two\n\nEnd.") == "<p>A &amp; b:</p><ul><li>one</li><li>two</li></ul><p>End.</p>"

    def test_languages_with_different_paragraphs_are_refused(self):
        with pytest.raises(DemoTextError, match="same paragraphs"):
            PhraseBook().rich({"sv": "Ett.\n\nTvå.", "en": "One.", "fa": "یک.\n\nدو."})

    def test_a_missing_language_is_refused(self):
        with pytest.raises(DemoTextError):
            PhraseBook().plain({"sv": "Ett", "en": "One"})

    def test_every_demo_file_is_json(self):
        for app in APPS:
            for path in (ROOT / app / "demo").rglob("*.json"):
                json.loads(path.read_text(encoding="utf-8"))
