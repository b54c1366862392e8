"""What the knowledge bank stores about persons: only which user recorded what, and shared mailboxes."""

from django.db.models import Model

from cms.hooks import PersonField
from knowledgebank.models import WORK_TYPES, NewsPage

_RECORDS = "Which user recorded it, so that an entry can be asked about and answered for."


def personal_fields() -> list[PersonField]:
    """Return every field that points at a person, and the shared mailboxes."""
    fields = [
        PersonField(
            model=f"knowledgebank.{model}",
            field="recorded_by",
            purpose=_RECORDS,
            basis="art. 6.1 e",
            record_class="adoption_history",
        )
        for model in ("AdoptionEvent", "PlanEdition")
    ]
    pages: list[type[Model]] = [*WORK_TYPES, NewsPage]
    mailboxes = [
        PersonField(
            model=model._meta.label,
            field="contact_email",
            purpose="A shared mailbox for questions about a text; never a private person's address.",
            basis="art. 6.1 e",
            record_class="public_page",
            recipients="the public",
        )
        for model in pages
    ]
    return [*fields, *mailboxes]
