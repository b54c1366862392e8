"""The tables of networks: fields, constraints, ``for_user()``. Rules are in ``networks/domain/``."""

from networks.models.acts import Act, Change
from networks.models.areas import County, Municipality
from networks.models.constraints import NoOverlap, refuse_overlaps
from networks.models.imports import ImportJob, ImportRecord, ImportRow
from networks.models.key_persons import CoverageRule, KeyPersonAssignment
from networks.models.memberships import Membership, NetworkSeat
from networks.models.networks import Network, NetworkGrant, NetworkTargetGroup, granted_networks
from networks.models.organizations import Organization, OrganizationLink
from networks.models.pages import NetworkIndexPage, NetworkPage
from networks.models.persons import Engagement, Person

__all__ = [
    "Act",
    "Change",
    "County",
    "CoverageRule",
    "Engagement",
    "ImportJob",
    "ImportRecord",
    "ImportRow",
    "KeyPersonAssignment",
    "Membership",
    "Municipality",
    "Network",
    "NetworkGrant",
    "NetworkIndexPage",
    "NetworkPage",
    "NetworkSeat",
    "NetworkTargetGroup",
    "NoOverlap",
    "Organization",
    "OrganizationLink",
    "Person",
    "granted_networks",
    "refuse_overlaps",
]
