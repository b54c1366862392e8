"""What a plan is called: the title of its page in the reader's language, else in the source language."""

from collections.abc import Sequence

from django.utils.translation import get_language

from cms.languages import SOURCE_LANGUAGE
from cms.languages import get_language as our_language
from knowledgebank.models import Plan, PlanPage


def plan_titles(plans: Sequence[Plan]) -> dict[int, str]:
    """Return plan id → title; the public id where a plan's page is gone. One query."""
    wanted = our_language(get_language()).code
    found: dict[tuple[str, str], str] = {}
    pages = PlanPage.objects.filter(translation_key__in=[plan.content_id for plan in plans])
    for key, code, live, title in pages.values_list("translation_key", "locale__language_code", "live", "title"):
        if live or code == SOURCE_LANGUAGE.code:
            found[str(key), code] = title
    return {
        plan.pk: found.get((str(plan.content_id), wanted))
        or found.get((str(plan.content_id), SOURCE_LANGUAGE.code))
        or str(plan.public_id)
        for plan in plans
    }
