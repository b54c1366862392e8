"""Template tag of the page editor's side panel: how far the translations of a page have come."""

from typing import Any

from django import template
from wagtail.models import Page

from cms import languages
from cms.domain.translations import TranslationState, translation_states

register = template.Library()


@register.simple_tag
def translation_lines(page: Any) -> list[TranslationState]:
    """Return the states of a Swedish page's translations; empty for a new page, a translation, and other objects."""
    if not isinstance(page, Page) or not page.pk or page.locale.language_code != languages.SOURCE_LANGUAGE.code:
        return []
    return translation_states(page)
