"""Which fields hold personal data, why, and under which class of records: the declarations for the register in cms."""

from cms.hooks import PersonField

_CONTACT = "Reach the people who take part in the county's collaboration"
_HISTORY = "Know who represented whom, and when"
_TRACE = "Answer for who changed what in the directory"
_IMPORT = "Check a list before it is saved"
_PUBLIC_TASK = "GDPR 6.1 e"
_MEMBERSHIP, _JOURNAL, _UPLOAD = "membership", "import_journal", "import_upload"
_COORDINATORS = "county coordinator; network coordinator in own networks"

FIELDS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "networks.Person": (
        ("given_name", "family_name", "name_key", "sort_key", "email", "phone", "language", "protected_identity"),
        _CONTACT,
        _MEMBERSHIP,
    ),
    "networks.Engagement": (("person", "function", "function_text", "unit"), _HISTORY, _MEMBERSHIP),
    "networks.Membership": (("person", "role", "reason"), _HISTORY, _MEMBERSHIP),
    "networks.KeyPersonAssignment": (("engagement", "mandate"), _HISTORY, _MEMBERSHIP),
    "networks.NetworkGrant": (("user",), _TRACE, _MEMBERSHIP),
    "networks.Act": (("actor", "reason"), _TRACE, _JOURNAL),
    "networks.Change": (("before", "after"), _TRACE, _JOURNAL),
    "networks.ImportJob": (("user", "content", "file_name"), _IMPORT, _UPLOAD),
    "networks.ImportRow": (("raw", "reasons"), _IMPORT, _UPLOAD),
    "networks.ImportRecord": (("clean", "diff", "match_key"), _IMPORT, _UPLOAD),
}


def person_fields() -> list[PersonField]:
    """Answer the hook PERSONAL_DATA."""
    return [
        PersonField(model, name, purpose, _PUBLIC_TASK, record_class, _COORDINATORS)
        for model, (names, purpose, record_class) in FIELDS.items()
        for name in names
    ]


def references() -> dict[str, str]:
    """Answer the hook REFERENCES: how foreign keys to organizations, persons and networks follow a merge."""
    moved = (
        "networks.OrganizationLink", "networks.Engagement", "networks.NetworkSeat", "networks.Membership",
        "networks.KeyPersonAssignment", "networks.CoverageRule", "networks.NetworkGrant", "networks.NetworkTargetGroup",
        "networks.Organization", "networks.Network", "networks.NetworkPage",
    )  # fmt: skip
    return {**dict.fromkeys(moved, "move"), "networks.Person": "keep", "networks.ImportJob": "keep"}
