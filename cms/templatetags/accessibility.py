"""Template tag of the accessibility statement."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from cms.domain.accessibility import StatementFacts, statement_facts
from cms.models import AccessibilityStatementPage

register = template.Library()


@register.simple_tag
def accessibility_facts(page: AccessibilityStatementPage) -> StatementFacts:
    """Return findings and age of a statement in the reader's language: ``{% accessibility_facts page as facts %}``."""
    return statement_facts(page, language_code=get_language() or "", today=timezone.localdate())
