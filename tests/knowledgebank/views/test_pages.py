import json
import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from knowledgebank.domain import spreading
from knowledgebank.enums import Outcome, ScopeLevel
from knowledgebank.models import GuidancePage, PageAudience, PageTopic
from networks.enums import OrganizationKind
from tests.factories.knowledgebank import (
    entry,
    make_audience,
    make_checklist,
    make_collection,
    make_edition,
    make_guidance,
    make_knowledge_index,
    make_news,
    make_plan,
    make_plan_page,
    make_risk_factors,
    make_routine,
    make_topic,
)
from tests.factories.networks import make_organization, municipality_organization
from tests.query_counts import make_restricted_section, query_count

pytestmark = pytest.mark.django_db

MAKERS = [
    make_guidance,
    make_routine,
    make_checklist,
    make_risk_factors,
    make_plan_page,
    make_news,
    lambda **values: make_collection(make_guidance(), **values),
]


def read(client, page, /, **query):
    answer = client.get(page.url, query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def json_ld(soup):
    return json.loads(soup.find("script", type="application/ld+json").string)


def add_guidance(index, count, *, topic, audience):
    """Add works as rows alone: hundreds of them are not worth publishing one by one."""
    organization = make_organization()
    for _each in range(count):
        number = index.get_children_count()
        page = GuidancePage(
            title=f"Text {number}",
            slug=f"rad-{number}",
            summary="Kort.",
            locale=index.locale,
            responsible_organization=organization,
        )
        page.knowledge_topics.add(PageTopic(topic=topic, locale=index.locale))
        page.knowledge_audiences.add(PageAudience(audience=audience, locale=index.locale))
        index.add_child(instance=page)


class TestEveryType:
    @pytest.mark.parametrize("make", MAKERS)
    def test_page_has_one_heading_summary_and_its_json_ld(self, client, make):
        page = make(title="Rubriken", slug="rubriken", summary="Kort sagt.")

        soup = read(client, page)

        assert [heading.text for heading in soup.find_all("h1")] == ["Rubriken"]
        assert soup.find("meta", attrs={"name": "description"})["content"] == "Kort sagt."
        data = json_ld(soup)
        assert (data["@id"], data["inLanguage"]) == (f"urn:uuid:{page.translation_key}", "sv")
        assert data["@type"] == page.schema_type

    @pytest.mark.parametrize("make", MAKERS)
    def test_json_ld_ends_no_script_and_runs_no_markup(self, client, make):
        page = make(title="</script><script>alert(1)</script> & <!--", slug="elak")

        answer = client.get(page.url)

        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.S).group(1)
        assert "<" not in block
        assert json.loads(block)["headline"] == page.title
        assert "<script>alert" not in answer.text

    @pytest.mark.parametrize("make", MAKERS)
    def test_page_costs_at_most_eight_queries_whatever_it_is_found_by(self, client, make):
        make_restricted_section()
        tags = [(make_topic(f"t{number}"), make_audience(f"a{number}")) for number in range(3)]
        one, three = (
            make(topics=[tag[0] for tag in some], audiences=[tag[1] for tag in some], county_code="01")
            for some in (tags[:1], tags)
        )

        costs = [query_count(client, page.url) for page in (one, three)]

        assert costs[0] == costs[1]
        assert costs[0] <= 8

    @pytest.mark.parametrize("make", MAKERS)
    def test_preview_shows_what_is_not_saved_yet(self, client, admin_user, make):
        page = make()
        page.title = "Osparad rubrik"

        answer = page.make_preview_request()

        assert answer.status_code == 200
        answer.render()
        assert "Osparad rubrik" in answer.text


class TestReview:
    def test_dates_and_contact_are_shown(self, client):
        page = make_guidance(
            last_reviewed_on=date(2026, 1, 15),
            review_interval_months=6,
            scope_level=ScopeLevel.COUNTY,
            county_code="01",
        )

        facts = read(client, page).find("dl", class_="facts").text

        assert "15 januari 2026" in facts
        assert "15 juli 2026" in facts
        assert "Stockholm" in facts

    def test_overdue_review_is_marked(self, client):
        today = timezone.localdate()
        late = make_guidance(last_reviewed_on=today - timedelta(days=62), review_interval_months=1)
        fresh = make_guidance(last_reviewed_on=today, review_interval_months=1)

        marks = [bool(read(client, page).find(class_="status--warning")) for page in (late, fresh)]

        assert marks == [True, False]

    def test_plan_is_due_by_its_edition(self, client):
        page = make_plan_page(last_reviewed_on=timezone.localdate())
        make_edition(make_plan(content_id=page.translation_key), adopted_on=date(2020, 1, 1))

        soup = read(client, page)

        assert "1 januari 2022" in soup.find("dl", class_="facts").text
        assert soup.find(class_="status--warning").text == "Granskning försenad"


class TestChecklist:
    def test_items_are_labelled_boxes_in_no_form(self, client):
        page = make_checklist()

        soup = read(client, page)

        article = soup.find(attrs={"data-checklist": str(page.translation_key)})
        box = article.find("input", type="checkbox")
        assert UUID(box["data-item"])
        assert article.find("label", attrs={"for": box["id"]}).text == "Ring barnets telefon"
        assert box.find_parent("form") is None
        assert box.get("name") is None

    def test_item_keeps_its_id_when_its_words_change(self, client):
        page = make_checklist()
        before = read(client, page).find("input", type="checkbox")["data-item"]

        page.groups[0].value["items"][0]["text"] = "Ring barnet"
        page.save_revision().publish()

        soup = read(client, page)
        assert soup.find("input", type="checkbox")["data-item"] == before
        assert soup.find(class_="checklist__label").text == "Ring barnet"


class TestRoutine:
    def test_steps_are_numbered_past_headings(self, client):
        step = {"title": "Anmäl", "who": "Personal", "what": "<p>Ring.</p>", "by_when": "", "form": "", "then": ""}
        page = make_routine(
            steps=[
                ("routine_step", step),
                ("heading", {"text": "Efteråt", "anchor": "efterat"}),
                ("routine_step", {**step, "title": "Följ upp"}),
            ]
        )

        soup = read(client, page)

        assert [part.text for part in soup.find_all(class_="routine-step__number")] == ["Steg 1", "Steg 2"]
        assert [step["name"] for step in json_ld(soup)["step"]] == ["Anmäl", "Följ upp"]


class TestCollection:
    def test_works_stand_in_order_and_unpublished_ones_are_left_out(self, client):
        first, second, draft = (make_guidance(title=title) for title in ("Den första", "Den andra", "Ett utkast"))
        draft.unpublish()
        page = make_collection(second, draft, first)

        titles = [title.text for title in read(client, page).find_all(class_="collection__title")]

        assert titles == ["Den andra", "Den första"]

    def test_more_works_cost_no_more_queries(self, client):
        few = make_collection(make_guidance(), title="Få")
        many = make_collection(*(make_guidance() for _ in range(5)), title="Många")

        assert query_count(client, few.url) == query_count(client, many.url)


class TestPlan:
    def test_who_has_joined_is_public_and_who_only_proposes_is_not(self, client):
        page = make_plan_page()
        plan = make_plan(content_id=page.translation_key)
        edition = make_edition(plan, adopted_on=date(2025, 6, 1))
        nacka, solna = municipality_organization("0182"), municipality_organization("0184")
        committee = make_organization(
            name="Arbets- och företagsnämnden", kind=OrganizationKind.COMMITTEE, municipality_id="0182"
        )
        spreading.record_decided(
            plan,
            organization=nacka,
            decision_date=date(2025, 12, 13),
            body=committee,
            edition=edition,
            outcome=Outcome.JOINED,
            case_number="AFN 2025/74",
            entry=entry(),
        )
        spreading.record_proposed(
            plan,
            organization=solna,
            on=date(2025, 11, 8),
            body=make_organization(name="Socialnämnden", kind=OrganizationKind.COMMITTEE),
            proposed_outcome=Outcome.JOINED,
            entry=entry(),
        )

        section = read(client, page).find("section", attrs={"aria-labelledby": "joined-title"})

        rows = [[cell.text.strip() for cell in row.find_all(["th", "td"])] for row in section.tbody.find_all("tr")]
        assert rows == [["Nacka kommun", "Arbets- och företagsnämnden", "13 december 2025", "AFN 2025/74", "1"]]
        assert "1 organisation har beslutat" in section.text
        assert "Solna" not in section.text

    def test_page_without_a_plan_says_nothing_of_joining(self, client):
        assert read(client, make_plan_page()).find(id="joined-title") is None


class TestIndex:
    def test_topic_and_audience_narrow_and_counts_ignore_their_own_group(self, client):
        living, school = make_topic("boende", "Boende"), make_topic("skola", "Skola")
        social, teacher = make_audience("socialtjanst", "Socialtjänst"), make_audience("larare", "Lärare")
        make_guidance(title="A", topics=[living], audiences=[social])
        make_routine(title="B", topics=[living], audiences=[teacher])
        make_checklist(title="C", topics=[school], audiences=[teacher])

        soup = read(client, make_knowledge_index(), topic="boende")

        assert {card.text for card in soup.find_all(class_="card__title")} == {"A", "B"}
        counts = {label["for"]: label.text for label in soup.select(".facet-form label")}
        assert counts == {
            "topic-boende": "Boende (2)",
            "topic-skola": "Skola (1)",
            "audience-larare": "Lärare (1)",
            "audience-socialtjanst": "Socialtjänst (1)",
        }
        assert soup.find(id="topic-boende").has_attr("checked")

    def test_nothing_found_is_said_with_a_way_out(self, client):
        make_guidance(topics=[make_topic("boende")])
        make_guidance(audiences=[make_audience("larare")])

        soup = read(client, make_knowledge_index(), topic="boende", audience="larare")

        assert soup.find(class_="empty-state") is not None

    @pytest.mark.parametrize("query", [{"topic": "finns-inte"}, {"topic": "\x00"}, {"page": "-1"}, {"page": "x"}])
    def test_any_choice_in_the_address_is_answered(self, client, query):
        make_guidance(title="Finns")

        assert "Finns" in read(client, make_knowledge_index(), **query).text

    def test_restricted_work_is_not_listed_or_counted(self, client):
        from wagtail.models import PageViewRestriction

        topic = make_topic()
        make_guidance(title="Öppen", topics=[topic])
        closed = make_guidance(title="Stängd", topics=[topic])
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

        soup = read(client, make_knowledge_index())

        assert [card.text for card in soup.find_all(class_="card__title")] == ["Öppen"]
        assert soup.select_one(".facet-form label").text == "Boende (1)"

    def test_index_costs_at_most_twelve_queries_with_one_three_twenty_and_two_hundred_works(self, client):
        make_restricted_section()
        topic, audience = make_topic("boende"), make_audience("larare")
        make_routine(topics=[topic], audiences=[audience])
        index, costs, narrowed = make_knowledge_index(), [], []
        for more in (0, 2, 17, 180):
            add_guidance(index, more, topic=topic, audience=audience)
            costs.append(query_count(client, index.url))
            narrowed.append(query_count(client, f"{index.url}?topic=boende&page=2"))

        assert len(set(costs)) == len(set(narrowed)) == 1
        assert max(costs + narrowed) <= 12


class TestNews:
    def test_news_leave_the_list_by_date_and_keep_their_address(self, client):
        today = timezone.localdate()
        current = make_news(title="Aktuell", published_on=today, listed_until=today)
        old = make_news(title="Gammal", published_on=today - timedelta(days=9), listed_until=today - timedelta(days=1))
        coming = make_news(title="Kommande", published_on=today + timedelta(days=1))

        titles = [title.text for title in read(client, current.get_parent()).find_all(class_="news-list__title")]

        assert titles == ["Aktuell"]
        assert [client.get(page.url).status_code for page in (old, coming)] == [200, 200]

    def test_list_costs_at_most_eight_queries_for_one_and_three(self, client):
        make_restricted_section()
        index = make_news().get_parent()
        one = query_count(client, index.url)
        make_news()
        make_news()

        assert query_count(client, index.url) == one
        assert one <= 8
