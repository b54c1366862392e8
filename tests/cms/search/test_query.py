"""What is found, in which order, and what is offered when nothing is."""

from datetime import date

import pytest
from wagtail.models import PageViewRestriction

from cms.domain.search import index
from cms.domain.search.query import search
from cms.models import SearchDocument, SearchFacet
from tests.cms.search.pages import make_home, make_page

pytestmark = pytest.mark.django_db


def titles(text: str, code: str = "sv", **options) -> list[str]:
    return [
        SearchDocument.objects.get(content_id=hit.content_id, locale=code).title
        for hit in ask(text, code, **options).hits
    ]


def ask(text: str, code: str = "sv", **options):
    return search(text, locale_code=code, **options)


def give_facets(page, **groups: list[str]) -> None:
    document = SearchDocument.objects.get(page_id=page.pk)
    for group, values in groups.items():
        SearchFacet.objects.bulk_create(SearchFacet(document=document, group=group, value=value) for value in values)


def test_all_words_must_be_there_in_any_form():
    make_page("Rutin vid försvinnande", "Ring polisen när barnet är borta.")
    make_page("Checklista", "Barnens skola.")

    assert titles("barn polis") == ["Rutin vid försvinnande"]
    assert set(titles("barn")) == {"Rutin vid försvinnande", "Checklista"}


def test_title_weighs_more_than_text_and_form_more_than_part():
    make_page("Något annat", "Här står ordet plan.")
    make_page("Samverkansplan", "Text.")
    make_page("Plan", "Text.")

    assert titles("plan") == ["Plan", "Samverkansplan", "Något annat"]


def test_rare_word_weighs_more_than_a_common_one():
    for number in range(4):
        make_page(f"Sida {number}", "barn barn")
    make_page("Skola", "barn legitimation")
    make_page("Barn", "skola")

    assert titles("barn skola")[0] == "Skola"


def test_equal_pages_come_by_date_then_by_id():
    pages = [make_page("Rutin") for _ in range(3)]
    SearchDocument.objects.filter(page_id=pages[1].pk).update(updated_on=date(2031, 1, 1))

    hits = ask("rutin").hits

    assert hits[0].page_id == pages[1].pk
    assert [hit.content_id for hit in hits[1:]] == sorted(hit.content_id for hit in hits[1:])


def test_phrase_is_found_only_as_written():
    make_page("Ett", "En god man hjälper.")
    make_page("Två", "En man som är god.")

    assert titles('"god man"') == ["Ett"]
    assert titles("”god man”") == ["Ett"]


def test_excluded_word_takes_its_forms_away_but_not_its_compounds():
    make_page("Ett", "polis barnen")
    make_page("Två", "polis")
    make_page("Tre", "polis barnkonventionen")

    assert set(titles("polis -barn")) == {"Två", "Tre"}


def test_excluded_phrase_takes_its_pages_away():
    make_page("Ett", "En god man hjälper.")
    make_page("Två", "En man.")

    assert titles('man -"god man"') == ["Två"]


def test_without_all_words_one_fewer_is_tried_and_told():
    make_page("Rutin", "polis skola")

    answer = ask("polis skola tandläkare")

    assert answer.words_left_out
    assert [hit.page_id for hit in answer.hits]
    assert not ask("polis skola").words_left_out


def test_mistyped_word_is_suggested_by_prefix_and_by_one_edit():
    make_page("Ensamkommande", "konvention")

    assert ask("ensamkomande").suggestions == ["ensamkommande"]
    assert ask("konvension").suggestions == ["konvention"]
    assert ask("konven").suggestions == ["konvention"]
    assert ask('konvension "god man"').suggestions == ['konvention "god man"']


def test_known_word_is_never_replaced():
    make_page("Ensamkommande", "polis")

    assert ask("polis ensamkomande").suggestions == ["polis ensamkommande"]


def test_hits_in_other_languages_are_counted():
    make_page("Guardian", "guardian", code="en")
    make_page("سرپرست", "سرپرست قانونی", code="fa-af")
    make_page("God man", "text")

    assert ask("guardian").elsewhere == {"en": 1}
    assert ask("سرپرست").elsewhere == {"fa-af": 1}
    assert titles("سرپرست", "fa-af") == ["سرپرست"]
    assert titles("guardian") == []


def test_restricted_page_is_never_found_counted_or_suggested():
    open_page = make_page("Öppen rutin", "polis")
    closed = make_page("Hemlig rutin", "polis specialenheten")
    make_page("Secret routine", "polis", code="en")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

    assert [hit.page_id for hit in ask("polis").hits] == [open_page.pk]
    assert ask("rutin").total == 1
    assert ask("specialenheten").total == 0
    assert ask("specialenhetn").suggestions == []
    assert sum(value.count for value in ask("rutin").facets["type"]) == 1
    assert ask("rutin polis specialenheten").total == 1


def test_restricted_page_is_found_by_those_who_may_read_it():
    closed = make_page("Hemlig rutin", "polis")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

    assert ask("polis").total == 0
    assert ask("polis", readable_pages=[closed.pk]).total == 1


def test_facets_are_or_inside_a_group_and_between_groups():
    one, two, three = make_page("Rutin ett"), make_page("Rutin två"), make_page("Rutin tre")
    give_facets(one, topic=["school"], audience=["guardian"])
    give_facets(two, topic=["police"], audience=["guardian"])
    give_facets(three, topic=["housing"])

    def found(**filters):
        return set(titles("rutin", filters=filters))

    assert found(topic=["school"]) == {"Rutin ett"}
    assert found(topic=["school", "police"]) == {"Rutin ett", "Rutin två"}
    assert found(topic=["school", "housing"], audience=["guardian"]) == {"Rutin ett"}
    assert found(topic=["nothing"]) == set()


def test_counts_of_a_group_ignore_its_own_choice():
    one, two = make_page("Rutin ett"), make_page("Rutin två")
    give_facets(one, topic=["school"], audience=["guardian"])
    give_facets(two, topic=["police"])

    facets = ask("rutin", filters={"topic": ["school"]}).facets

    assert [(value.value, value.count, value.chosen) for value in facets["topic"]] == [
        ("police", 1, False),
        ("school", 1, True),
    ]
    assert [(value.value, value.count) for value in facets["audience"]] == [("guardian", 1)]
    assert [(value.value, value.count) for value in facets["type"]] == [("page", 1)]


def test_filters_alone_list_pages():
    one, _ = make_page("Rutin ett"), make_page("Rutin två")
    give_facets(one, topic=["school"])

    assert titles("", filters={"topic": ["school"]}) == ["Rutin ett"]


def test_no_words_find_nothing():
    make_page("Rutin")

    assert ask("").hits == ()
    assert ask("-rutin").query.asks_only_to_exclude


def test_pages_of_the_list():
    for number in range(12):
        make_page(f"Rutin {number}")

    first, second, beyond = (ask("rutin", page_number=number) for number in (1, 2, 99))

    assert (len(first.hits), len(second.hits), first.page_count) == (10, 2, 2)
    assert beyond.page_number == 2
    assert not {hit.page_id for hit in first.hits} & {hit.page_id for hit in second.hits}


def test_snippet_is_original_text_with_marks_and_escaped():
    make_page("Rutin & <b>", f"{'Ord ' * 60}Barnkonventionen gäller &lt;script&gt; alla {'ord ' * 60}")

    hit = ask("barn").hits[0]

    assert "<mark>Barnkonventionen</mark> gäller &lt;script&gt; alla" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert hit.title == "Rutin &amp; &lt;b&gt;"


def test_title_is_marked():
    make_page("Samverkansplan för barn")

    assert ask("plan").hits[0].title == "<mark>Samverkansplan</mark> för barn"


@pytest.mark.parametrize(
    "text", ['barn"', "   ", "\x00", "%", "_", "' OR 1=1", "a:b*", "NEAR(a b)", "\ud800", "x" * 20_000]
)
def test_hostile_text_is_answered(text):
    make_page("Rutin")

    assert ask(text).total == 0


def test_number_of_queries_does_not_grow_with_the_hits(django_assert_num_queries, django_assert_max_num_queries):
    make_page("Rutin")
    index.refresh(make_home())
    with django_assert_max_num_queries(8) as few:
        ask("rutin")
    for number in range(8):
        make_page(f"Rutin {number}")

    with django_assert_num_queries(len(few)):
        ask("rutin")
