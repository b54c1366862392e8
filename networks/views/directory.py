"""Who everybody is: organizations, persons by function, networks and key persons, each on a day. Reads only.

Which rows a user may see is a question of today, whatever day is asked for: a right that has ended opens no past day.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cms.hooks import NETWORK_MEETINGS, ORGANIZATION_PANEL, ask, flatten
from networks.domain.queries import key_persons_on, networks_of, seats_on
from networks.enums import Function, NetworkKind, OrganizationKind
from networks.models import (
    Act,
    Change,
    County,
    Engagement,
    KeyPersonAssignment,
    Membership,
    Network,
    NetworkSeat,
    Organization,
    Person,
)
from networks.name_keys import name_key
from networks.permissions import READ, may_import, may_write_directory, may_write_network
from networks.views.base import DirectoryView

MEETING_DAYS = 365
ACTS_SHOWN = 20


class OrganizationList(DirectoryView):
    permissions = READ
    page_title = _("Organizations")
    template_name = "networks/admin/organizations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Organization.objects.for_user(self.request.user).live().on(self.day)
        query = self.request.GET
        if words := name_key(query.get("q", "")):
            rows = rows.filter(name_key__contains=words)
        if county := self.chosen("county"):
            rows = rows.filter(county=county)
        if kind := self.chosen("kind"):
            rows = rows.filter(kind=kind)
        return super().get_context_data(
            **kwargs,
            rows=self.page_of(rows.select_related("county", "parent")),
            counties=County.objects.all(),
            kinds=OrganizationKind.choices,
            query=query,
            query_string=self.query_without_page(),
            may_write=may_write_directory(self.request.user),
        )


class OrganizationDetail(DirectoryView):
    permissions = READ
    template_name = "networks/admin/organization.html"
    crumbs = (("networks_organizations", _("Organizations")),)

    def get_page_title(self) -> str:
        return self.organization.name

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        rows = Organization.objects.for_user(request.user).select_related("county", "municipality", "parent")
        self.organization = get_object_or_404(rows, public_id=kwargs["public_id"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organization, user = self.organization, self.request.user
        visible = Person.objects.for_user(user, day=self.today)
        engagements = Engagement.objects.on(self.day).filter(organization=organization).select_related("person")
        panels = [panel for panel in ask(ORGANIZATION_PANEL, organization, day=self.day, user=user) if panel]
        return super().get_context_data(
            **kwargs,
            organization=organization,
            engagements=engagements.order_by("function", "person__sort_key"),
            visible=set(visible.filter(engagements__organization=organization).values_list("pk", flat=True)),
            networks=networks_of(organization, day=self.day),
            key_persons=key_persons_on(self.day, organization=organization),
            parts=organization.children.on(self.day),
            links=organization.links.on(self.day).select_related("other"),
            panels=panels,
            acts=acts_of(organization, user),
            may_write=may_write_directory(user),
        )


class PersonList(DirectoryView):
    permissions = READ
    page_title = _("Persons")
    template_name = "networks/admin/persons.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, query = self.request.user, self.request.GET
        rows = Engagement.objects.for_user(user, day=self.today).on(self.day).filter(person__is_erased=False)
        if words := name_key(query.get("q", "")):
            hidden = Q(person__protected_identity=True)
            rows = rows.filter(
                Q(person__name_key__contains=words) & ~hidden | Q(organization__name_key__contains=words)
            )
        if function := self.chosen("function"):
            rows = rows.filter(function=function)
        if county := self.chosen("county"):
            rows = rows.filter(organization__county=county)
        rows = rows.select_related("person", "organization").order_by("function", "organization__sort_key", "id")
        return super().get_context_data(
            **kwargs,
            rows=self.page_of(rows),
            functions=Function.choices,
            counties=County.objects.all(),
            query=query,
            query_string=self.query_without_page(),
            may_write=may_write_directory(user),
        )


class PersonDetail(DirectoryView):
    permissions = READ
    template_name = "networks/admin/person.html"
    crumbs = (("networks_persons", _("Persons")),)

    def get_page_title(self) -> str:
        return str(self.person)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.person = get_object_or_404(Person.objects.for_user(request.user), public_id=kwargs["public_id"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        memberships = Membership.objects.for_user(user).filter(person=self.person).select_related("network")
        tasks = KeyPersonAssignment.objects.for_user(user).filter(engagement__person=self.person)
        return super().get_context_data(
            **kwargs,
            person=self.person,
            hidden=self.person.protected_identity or self.person.is_erased,
            engagements=self.person.engagements.select_related("organization").order_by("-valid_from"),
            memberships=memberships.order_by("-valid_from"),
            key_persons=tasks.select_related("for_organization", "network").order_by("-valid_from"),
            acts=acts_of(self.person, user),
            may_write=may_write_directory(user),
        )


class NetworkList(DirectoryView):
    permissions = READ
    page_title = _("Networks")
    template_name = "networks/admin/networks.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items()[:-2], {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, query = self.request.user, self.request.GET
        own = Network.objects.for_user(user, day=self.today)
        rows = Network.objects.on(self.day).select_related("county", "owner")  # names of all: who exists is no secret
        if words := name_key(query.get("q", "")):
            rows = rows.filter(name_key__contains=words)
        if kind := self.chosen("kind"):
            rows = rows.filter(kind=kind)
        return super().get_context_data(
            **kwargs,
            rows=self.page_of(rows),
            own=set(own.values_list("pk", flat=True)),
            kinds=NetworkKind.choices,
            query=query,
            query_string=self.query_without_page(),
            may_write=may_write_directory(user),
            may_import=may_import(user),
        )


class NetworkDetail(DirectoryView):
    permissions = READ
    template_name = "networks/admin/network.html"

    def get_page_title(self) -> str:
        return self.network.name

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        networks = Network.objects.for_user(request.user).select_related("county", "owner", "parent")
        self.network = get_object_or_404(networks, public_id=kwargs["public_id"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        network, user = self.network, self.request.user
        current = Membership.objects.on(self.day).select_related("person", "engagement__organization")
        members = current.filter(network=network).order_by("engagement__organization__sort_key", "person__sort_key")
        start = self.now - timedelta(days=MEETING_DAYS)
        meetings = ask(NETWORK_MEETINGS, network, start=start, end=self.now + timedelta(days=MEETING_DAYS), user=user)
        return super().get_context_data(
            **kwargs,
            network=network,
            seats=seats_on(network, day=self.day),
            members=members,
            visible=self._visible(),
            former_seats=self._former(NetworkSeat).select_related("organization", "member_network"),
            former_members=self._former(Membership).select_related("person", "engagement__organization"),
            key_persons=KeyPersonAssignment.objects.on(self.day)
            .filter(network=network)
            .select_related("for_organization", "engagement__person", "engagement__organization")
            .order_by("for_organization__sort_key"),
            target_groups=network.target_groups.order_by("valid_from"),
            children=network.children.on(self.day),
            rules=network.coverage_rules.all(),
            meetings=flatten(meetings),
            acts=acts_of(network, user),
            may_write=may_write_network(user, network),
            may_write_directory=may_write_directory(user),
        )

    def _visible(self) -> set[int]:
        """Return the ids of the network's persons whom the user may see by name: not those who left long ago."""
        persons = Person.objects.for_user(self.request.user, day=self.today)
        return set(persons.filter(memberships__network=self.network).values_list("pk", flat=True))

    def _former(self, model: Any) -> Any:
        """Return the network's rows that had ended by the day: who left is shown, with the period."""
        return model.objects.filter(network=self.network, valid_to__lte=self.day).order_by("-valid_to", "id")


class KeyPersonList(DirectoryView):
    permissions = READ
    page_title = _("Key persons")
    template_name = "networks/admin/key_persons.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, query = self.request.user, self.request.GET
        rows = KeyPersonAssignment.objects.for_user(user, day=self.today).on(self.day)
        if county := self.chosen("county"):
            rows = rows.filter(for_organization__county=county)
        if function := self.chosen("function"):
            rows = rows.filter(engagement__function=function)
        rows = rows.select_related(
            "for_organization__county", "network", "engagement__person", "engagement__organization"
        ).order_by("for_organization__county", "for_organization__sort_key", "id")
        return super().get_context_data(
            **kwargs,
            rows=self.page_of(rows),
            counties=County.objects.all(),
            functions=Function.choices,
            query=query,
            query_string=self.query_without_page(),
            may_import=may_import(user),
        )


def acts_of(row: Any, user: Any) -> list[Act]:
    """Return the newest acts that changed a row, for those who may read acts."""
    acts = Act.objects.for_user(user).filter(changes__object=row.public_id).select_related("actor").distinct()
    return list(acts.prefetch_related(Prefetch("changes", Change.objects.filter(object=row.public_id)))[:ACTS_SHOWN])
