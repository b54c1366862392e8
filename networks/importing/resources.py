"""What an export holds, declared once with django-import-export: one Resource per list, one Field per column.

The columns are those that ``checking.py`` reads, so that an export read again changes nothing. Which rows come in is
decided by the caller, from ``for_user()``. Protected persons come without name and address.
"""

from datetime import date, timedelta
from typing import Any

from import_export import fields, resources

from networks.enums import ImportTarget
from networks.models import KeyPersonAssignment, Membership, Organization, Person


def last_day(end: date | None) -> str:
    """Return an end as files write it: the last day, inclusive."""
    return (end - timedelta(days=1)).isoformat() if end else ""


class DirectoryResource(resources.Resource):
    """Text cells only: codes keep their zeros, dates are ISO in every spreadsheet program."""

    public_id = fields.Field(column_name="public_id", attribute="public_id")
    valid_from = fields.Field(column_name="valid_from")
    valid_to = fields.Field(column_name="valid_to")

    def dehydrate_valid_from(self, row: Any) -> str:
        return row.valid_from.isoformat()

    def dehydrate_valid_to(self, row: Any) -> str:
        return last_day(row.valid_to)

    @staticmethod
    def shown(person: Person, name: str) -> str:
        return "" if person.protected_identity or person.is_erased else getattr(person, name)


class PersonRowResource(DirectoryResource):
    """A row of a person in a network."""

    municipality_code = fields.Field(column_name="municipality_code")
    organization = fields.Field(column_name="organization")
    given_name = fields.Field(column_name="given_name")
    family_name = fields.Field(column_name="family_name")
    email = fields.Field(column_name="email")
    phone = fields.Field(column_name="phone")
    function = fields.Field(column_name="function")
    network = fields.Field(column_name="network", attribute="network__name")

    def dehydrate_municipality_code(self, row: Any) -> str:
        return row.engagement.organization.municipality_id or ""

    def dehydrate_organization(self, row: Any) -> str:
        return row.engagement.organization.name

    def dehydrate_given_name(self, row: Any) -> str:
        return self.shown(row.engagement.person, "given_name")

    def dehydrate_family_name(self, row: Any) -> str:
        return self.shown(row.engagement.person, "family_name")

    def dehydrate_email(self, row: Any) -> str:
        return self.shown(row.engagement.person, "email")

    def dehydrate_phone(self, row: Any) -> str:
        return self.shown(row.engagement.person, "phone")

    def dehydrate_function(self, row: Any) -> str:
        return str(row.engagement.function_label)


class MembershipResource(PersonRowResource):
    role = fields.Field(column_name="role")
    reason = fields.Field(column_name="reason", attribute="reason")

    class Meta:
        export_order = (
            "public_id", "network", "municipality_code", "organization", "given_name", "family_name", "email", "phone",
            "function", "role", "valid_from", "valid_to", "reason",
        )  # fmt: skip

    def dehydrate_role(self, row: Membership) -> str:
        return str(row.get_role_display())


class KeyPersonResource(PersonRowResource):
    mandate = fields.Field(column_name="mandate", attribute="mandate")

    class Meta:
        export_order = (
            "public_id", "network", "municipality_code", "organization", "given_name", "family_name", "email", "phone",
            "function", "mandate", "valid_from", "valid_to",
        )  # fmt: skip

    def dehydrate_municipality_code(self, row: KeyPersonAssignment) -> str:
        return row.for_organization.municipality_id or ""

    def dehydrate_organization(self, row: KeyPersonAssignment) -> str:
        return row.for_organization.name


class OrganizationResource(DirectoryResource):
    municipality_code = fields.Field(column_name="municipality_code")
    organization = fields.Field(column_name="organization", attribute="name")
    organization_kind = fields.Field(column_name="organization_kind")
    organization_number = fields.Field(column_name="organization_number", attribute="number")
    email = fields.Field(column_name="email", attribute="email")
    phone = fields.Field(column_name="phone", attribute="phone")

    class Meta:
        export_order = (
            "public_id", "municipality_code", "organization", "organization_kind", "organization_number", "email",
            "phone", "valid_from", "valid_to",
        )  # fmt: skip

    def dehydrate_municipality_code(self, row: Organization) -> str:
        return row.municipality_id or ""

    def dehydrate_organization_kind(self, row: Organization) -> str:
        return str(row.get_kind_display())


RESOURCES: dict[str, type[DirectoryResource]] = {
    ImportTarget.MEMBERSHIPS: MembershipResource,
    ImportTarget.KEY_PERSONS: KeyPersonResource,
    ImportTarget.ORGANIZATIONS: OrganizationResource,
}
