"""What upper floors read about plans: standings by organization on a day, who has joined, seats to propose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from knowledgebank.domain.stages import Standing, standing_on
from knowledgebank.enums import Stage
from knowledgebank.models import Adoption, AdoptionEvent, Plan, PlanEdition
from networks.models import NetworkSeat, Organization


@dataclass(frozen=True)
class Joined:
    """One line of the public list: names of the day of the decision, and the organization as it is called today."""

    organization: Organization
    organization_name: str
    body_name: str
    decision_date: date
    case_number: str
    with_reservations: bool
    edition: PlanEdition | None
    older_edition: bool


def standings_on(
    plans: Sequence[Plan], *, day: date, organization_ids: Iterable[int] | None = None
) -> Mapping[int, Mapping[int, Standing]]:
    """Return plan id → organization id → standing, for organizations with an adoption. Three queries.

    ``organization_ids``: these alone. An organization that is not in the answer has nothing recorded.
    """
    adoptions = Adoption.objects.filter(plan__in=plans)
    if organization_ids is not None:
        adoptions = adoptions.filter(organization__in=list(organization_ids))
    owners = {
        pk: (plan_id, organization_id)
        for pk, plan_id, organization_id in adoptions.values_list("pk", "plan_id", "organization_id")
    }
    events: dict[int, list[AdoptionEvent]] = defaultdict(list)
    for event in AdoptionEvent.objects.filter(adoption__in=owners).select_related("edition", "dispatch"):
        events[event.adoption_id].append(event)
    editions: dict[int, list[PlanEdition]] = defaultdict(list)
    for edition in PlanEdition.objects.filter(plan__in=plans):
        editions[edition.plan_id].append(edition)
    standings: dict[int, dict[int, Standing]] = {plan.pk: {} for plan in plans}
    for adoption_id, (plan_id, organization_id) in owners.items():
        standings[plan_id][organization_id] = standing_on(day, events[adoption_id], editions[plan_id])
    return standings


def joined_on(plan: Plan, *, day: date) -> list[Joined]:
    """Return who has joined a plan on ``day``, in the order of their names. A proposal is never among them."""
    standings = {pk: standing for pk, standing in standings_on([plan], day=day)[plan.pk].items() if standing.joined}
    organizations = Organization.objects.filter(pk__in=standings).select_related("merged_into")
    lines = []
    for organization in organizations.order_by("sort_key", "name"):
        standing = standings[organization.pk]
        decision = standing.decision
        if decision is None or decision.decision_date is None:
            continue
        lines.append(
            Joined(
                organization=organization.merged_into or organization,
                organization_name=decision.organization_name,
                body_name=decision.body_name,
                decision_date=decision.decision_date,
                case_number=decision.case_number or standing.case_number,
                with_reservations=standing.stage == Stage.JOINED_WITH_RESERVATIONS,
                edition=standing.edition,
                older_edition=standing.older_edition,
            )
        )
    return lines


def seats_to_propose(plan: Plan, *, day: date) -> list[Organization]:
    """Return who has joined a plan and has no seat in its network on ``day``: a proposal, nothing is opened."""
    if plan.network_id is None:
        return []
    seated = set(NetworkSeat.objects.on(day).filter(network=plan.network_id).values_list("organization_id", flat=True))
    return [line.organization for line in joined_on(plan, day=day) if line.organization.pk not in seated]


def plan_of(content_id: UUID) -> Plan | None:
    """Return the plan whose words are the page with this translation key, ``None`` if the page is no plan's."""
    return Plan.objects.filter(content_id=content_id).select_related("owner", "network").first()
