"""What machines are told about a page: JSON-LD by type (schema.org). Holds only what the page itself shows."""

from typing import Any

from cms.domain.language_links import absolute_url, public_base
from cms.languages import get_language
from knowledgebank.models import ChecklistPage, CollectionPage, KnowledgePage, KnowledgeText, NewsPage, RoutinePage

CONTEXT = "https://schema.org"


def structured_data(page: KnowledgeText) -> dict[str, Any]:
    """Return the JSON-LD object of a page, ready to be dumped; times with offset, days as ISO dates."""
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": page.schema_type,
        "@id": f"urn:uuid:{page.translation_key}",
        "url": absolute_url(page),
        "headline": page.title,
        "name": page.title,
        "description": page.summary,
        "inLanguage": get_language(page.locale.language_code).html_lang,
        "publisher": {"@type": "GovernmentOrganization", "name": page.responsible_organization.name},
    }
    if page.first_published_at:
        data["datePublished"] = page.first_published_at.isoformat()
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.isoformat()
    data.update(_own_part(page))
    return data


def breadcrumb_data(titles_and_addresses: list[tuple[str, str]]) -> dict[str, Any]:
    """Return a BreadcrumbList of (title, path) pairs from the start page down."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": f"{public_base()}{path}"}
            for position, (title, path) in enumerate(titles_and_addresses, start=1)
        ],
    }


def _own_part(page: KnowledgeText) -> dict[str, Any]:
    if isinstance(page, NewsPage):
        return {"datePublished": page.published_on.isoformat()}
    if isinstance(page, RoutinePage):
        steps = [block.value["title"] for block in page.steps if block.block_type == "routine_step"]
        return {"step": [_step(number, title) for number, title in enumerate(steps, start=1)]}
    if isinstance(page, ChecklistPage):
        items = [item["text"] for group in page.groups for item in group.value["items"]]
        return {"step": [_step(number, text) for number, text in enumerate(items, start=1)]}
    if isinstance(page, CollectionPage):
        works = [block.value["page"] for block in page.works if block.value["page"]]
        return {"hasPart": [{"@id": f"urn:uuid:{work.translation_key}"} for work in works]}
    if isinstance(page, KnowledgePage) and (day := page.review_day()):
        return {"expires": day.isoformat()}
    return {}


def _step(number: int, text: str) -> dict[str, Any]:
    return {"@type": "HowToStep", "position": number, "name": text}
