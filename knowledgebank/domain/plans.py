"""Begin to follow how a plan spreads."""

from uuid import UUID

from django.db import transaction
from wagtail.log_actions import log

from cms.domain.generation import bump_generation
from knowledgebank.domain.spreading import Entry
from knowledgebank.models import Plan
from networks.models import Network, Organization


@transaction.atomic
def create_plan(*, content_id: UUID, owner: Organization, entry: Entry, network: Network | None = None) -> Plan:
    """Return the plan of the page with this translation key; made once, a second call returns the same row."""
    plan, created = Plan.objects.get_or_create(content_id=content_id, defaults={"owner": owner, "network": network})
    if created:
        log(plan, "knowledgebank.plan.create", user=entry.by, title=str(plan.public_id))
        bump_generation()
    return plan
