"""Coded values: kinds, functions, roles. The codes are stored and stand in files; the words are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganizationKind(TextChoices):
    MUNICIPALITY = "municipality", _("municipality")
    COMMITTEE = "committee", _("committee")
    DEPARTMENT = "department", _("department")
    UNIT = "unit", _("unit")
    REGION = "region", _("region")
    COUNTY_BOARD = "county_administrative_board", _("county administrative board")
    FEDERATION = "local_federation", _("local federation")
    AGENCY = "state_agency", _("state agency")
    NGO = "ngo", _("non-profit organization")
    GUARDIANS = "guardian_association", _("guardian association")
    OTHER = "other", pgettext_lazy("organization", "other")


class LinkKind(TextChoices):
    MEMBER_OF = "member_of", _("member of")
    COOPERATES_WITH = "cooperates_with", _("cooperates with")


class NetworkKind(TextChoices):
    PLATFORM = "platform", _("platform")
    NETWORK = "network", _("network")
    WORKING_GROUP = "working_group", _("working group")
    STEERING_GROUP = "steering_group", _("steering group")
    REFERENCE_GROUP = "reference_group", _("reference group")
    FOCUS_GROUP = "focus_group", _("focus group")
    COORDINATION_GROUP = "coordination_group", _("coordination group")
    PILOT_REGION = "pilot_region", _("pilot region")


class MemberRole(TextChoices):
    CHAIR = "chair", pgettext_lazy("network role", "chair")
    SECRETARY = "secretary", pgettext_lazy("network role", "secretary")
    CONTACT = "contact", pgettext_lazy("network role", "contact")
    RESPONSIBLE = "responsible_key_person", _("responsible key person")
    MEMBER = "member", pgettext_lazy("network role", "member")
    SUBSTITUTE = "substitute", pgettext_lazy("network role", "substitute")
    OBSERVER = "observer", pgettext_lazy("network role", "observer")


class Function(TextChoices):
    """What a person does where they work. ``other`` goes with the person's own words in ``function_text``."""

    RESIDENCE_MANAGER = "residence_manager", _("residence manager")
    RESIDENCE_STAFF = "residence_staff", _("residence staff")
    HEAD_TEACHER = "head_teacher", _("head teacher")
    SCHOOL_COORDINATOR = "school_coordinator", _("school coordinator")
    TEACHER = "teacher", _("teacher")
    CHIEF_GUARDIAN = "chief_guardian", _("chief guardian")
    GUARDIAN = "guardian", _("guardian")
    HEAD_OF_SOCIAL_SERVICES = "head_of_social_services", _("head of social services")
    UNIT_MANAGER = "unit_manager", _("unit manager")
    SOCIAL_WORKER = "social_worker", _("social worker")
    INTEGRATION_COORDINATOR = "integration_coordinator", _("integration coordinator")
    COORDINATOR = "coordinator", _("coordinator")
    HEALTH_CARE_CONTACT = "health_care_contact", _("health care contact")
    POLICE_OFFICER = "police_officer", _("police officer")
    CASE_OFFICER = "case_officer", _("case officer")
    PROJECT_MANAGER = "project_manager", _("project manager")
    COUNTY_COORDINATOR = "county_coordinator", _("county coordinator")
    POLITICIAN = "politician", _("elected representative")
    REGISTRY = "registry", _("registry")
    OTHER = "other", pgettext_lazy("function", "other")


class TargetGroup(TextChoices):
    ASYLUM_SEEKING = "asylum_seeking", _("unaccompanied children seeking asylum")
    RESIDENCE_PERMIT = "residence_permit", _("unaccompanied children with a residence permit")
    YOUNG_ADULTS = "young_adults", _("young adults who came as unaccompanied children")
    FAMILIES = "families", _("children who came with their families")
    NEWLY_ARRIVED = "newly_arrived", _("newly arrived people")


class DatePrecision(TextChoices):
    """How exactly a date is known; it is never shown finer (rule 6)."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    HALF = "half", _("half-year")
    YEAR = "year", _("year")
    NOT_AFTER = "not_after", _("no later than")


class LegalBasis(TextChoices):
    PUBLIC_INTEREST = "public_interest", _("task in the public interest")
    CONSENT = "consent", _("consent")
    CONTRACT = "contract", _("contract")


class RuleKind(TextChoices):
    SEAT = "seat", _("a seat in the network")
    KEY_PERSON = "key_person", _("a key person")
    FUNCTION = "function", _("somebody with the function")


class GrantRole(TextChoices):
    COORDINATOR = "coordinator", _("network coordinator")
    READER = "reader", _("network reader")


class ActKind(TextChoices):
    CREATE = "create", _("registered")
    CHANGE = "change", _("changed")
    END = "end", _("ended")
    JOIN = "join", _("joined")
    LEAVE = "leave", _("left")
    CHANGE_ROLE = "change_role", _("changed role")
    SEAT_OPENED = "seat_opened", _("seat opened")
    SEAT_CLOSED = "seat_closed", _("seat closed")
    KEY_PERSON_APPOINTED = "key_person_appointed", _("key person appointed")
    KEY_PERSON_ENDED = "key_person_ended", _("key person ended")
    IMPORT = "import", _("imported")
    REVERT = "revert", _("undone")
    LOAD = "load", _("loaded")


class ChangeAction(TextChoices):
    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    DELETED = "deleted", _("deleted")


class ImportTarget(TextChoices):
    MEMBERSHIPS = "memberships", _("members of networks")
    KEY_PERSONS = "key_persons", _("key persons")
    ORGANIZATIONS = "organizations", _("organizations")


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    READ = "read", _("read")
    MAPPED = "mapped", _("mapped")
    CHECKED = "checked", _("checked")
    CONFIRMED = "confirmed", _("confirmed")
    APPLYING = "applying", _("being saved")
    APPLIED = "applied", _("saved")
    UNDONE = "undone", _("undone")
    PARTLY_UNDONE = "partly_undone", _("partly undone")
    FAILED = "failed", _("failed")
    DISCARDED = "discarded", _("discarded")
    EXPIRED = "expired", _("expired")


class Outcome(TextChoices):
    """How an import row ends; the sum over all is the number of rows read (rule 23)."""

    NEW = "new", pgettext_lazy("import row", "new")
    CHANGED = "changed", pgettext_lazy("import row", "changed")
    UNCHANGED = "unchanged", pgettext_lazy("import row", "unchanged")
    SKIPPED = "skipped", pgettext_lazy("import row", "skipped")
    INVALID = "invalid", pgettext_lazy("import row", "wrong")
    CONFLICT = "conflict", pgettext_lazy("import row", "conflict")
