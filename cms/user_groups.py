"""The one table of who may: user group -> permissions, as strings, so that cms names no other app's code.

Written to the database by ``manage.py sync_user_groups``. A permission of an app that is not installed is left out; one
that an installed app does not have is an error. Row rules (own network, own event) are in each app's ``for_user()``.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Tree(StrEnum):
    """Where page permissions hold: every page, the Swedish tree, or the trees that are translations."""

    ALL = "all"
    SOURCE = "source"
    TRANSLATIONS = "translations"


@dataclass(frozen=True)
class UserGroup:
    """One group. ``permissions``: ``app.codename``; ``pages``: tree -> codenames of Wagtail's page permissions."""

    name: str
    permissions: tuple[str, ...]
    pages: dict[Tree, tuple[str, ...]] = field(default_factory=dict)
    collections: tuple[str, ...] = ()


EDITORS: Final = "Editors"
HEAD_EDITORS: Final = "Head editors"
TRANSLATORS: Final = "Translators"
ORGANIZERS: Final = "Organizers"
NETWORK_COORDINATORS: Final = "Network coordinators"
NETWORK_READERS: Final = "Network readers"
COUNTY_COORDINATORS: Final = "County coordinators"
PRIVACY_OFFICERS: Final = "Privacy officers"
AUDITORS: Final = "Auditors"
ADMINISTRATORS: Final = "Administrators"

REVIEW_WORKFLOW: Final = "Granskning"
REVIEW_TASK: Final = "Granskas av huvudredaktör"

_ADMIN = ("wagtailadmin.access_admin",)
_TRANSLATIONS = ("cms.view_translationstatus", "wagtail_localize.submit_translation")
_FILES = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
_ALL_FILES = (*_FILES, "wagtailimages.change_image", "wagtaildocs.change_document")
_VOCABULARY = tuple(
    f"cms.{action}_{model}" for model in ("topic", "audience") for action in ("add", "change", "publish", "view")
)
_READ_ADOPTIONS = ("knowledgebank.view_adoption",)
_READ_DIRECTORY = ("networks.view_directory",)
_RULES_AND_RIGHTS = tuple(
    f"networks.{action}_{model}"
    for model in ("networkgrant", "coveragerule")
    for action in ("add", "change", "delete", "view")
)

USER_GROUPS: Final = (
    UserGroup(
        EDITORS,
        (*_ADMIN, *_TRANSLATIONS, *_READ_ADOPTIONS),
        pages={Tree.SOURCE: ("add_page", "change_page")},
        collections=_FILES,
    ),
    UserGroup(
        HEAD_EDITORS,
        (
            *_ADMIN,
            *_TRANSLATIONS,
            *_VOCABULARY,
            *_READ_ADOPTIONS,
            "cms.delete_topic",
            "cms.delete_audience",
            "cms.add_accessibilityfinding",
            "cms.change_accessibilityfinding",
            "cms.view_accessibilityfinding",
            "cms.view_accessibilitycomplaint",
            "cms.change_accessibilitycomplaint",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
        ),
        pages={
            Tree.ALL: ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
        },
        collections=_ALL_FILES,
    ),
    UserGroup(
        TRANSLATORS,
        (*_ADMIN, *_TRANSLATIONS, "cms.change_topic", "cms.view_topic", "cms.change_audience", "cms.view_audience"),
        pages={Tree.TRANSLATIONS: ("change_page",)},
    ),
    UserGroup(
        ORGANIZERS,
        (
            *_ADMIN,
            *_READ_DIRECTORY,
            *_READ_ADOPTIONS,
            "cms.view_translationstatus",
            "events.add_occasion",
            "events.change_occasion",
            "events.view_occasion",
            "events.view_registration",
            "events.change_registration",
            "events.view_waitingentry",
            "events.view_sensitiveanswer",
        ),
        pages={Tree.SOURCE: ("add_page",)},
        collections=_FILES,
    ),
    UserGroup(
        NETWORK_COORDINATORS,
        (*_ADMIN, *_READ_DIRECTORY, *_READ_ADOPTIONS, "networks.manage_own_networks"),
    ),
    UserGroup(NETWORK_READERS, (*_ADMIN, *_READ_DIRECTORY, *_READ_ADOPTIONS)),
    UserGroup(
        COUNTY_COORDINATORS,
        (
            *_ADMIN,
            *_READ_DIRECTORY,
            *_READ_ADOPTIONS,
            "cms.view_translationstatus",
            *_RULES_AND_RIGHTS,
            "networks.manage_directory",
            "networks.view_acts",
            "knowledgebank.record_adoption",
            "events.view_occasion",
            "events.view_registration",
        ),
        pages={Tree.ALL: ("publish_page",)},
    ),
    UserGroup(
        PRIVACY_OFFICERS,
        (*_ADMIN, *_READ_DIRECTORY, *_READ_ADOPTIONS, "networks.view_acts", "events.view_registration"),
    ),
    UserGroup(AUDITORS, (*_ADMIN, *_READ_ADOPTIONS, "networks.view_acts", "cms.view_translationstatus")),
    UserGroup(
        ADMINISTRATORS,
        (
            *_ADMIN,
            *(
                f"auth.{action}_{model}"
                for model in ("user", "group")
                for action in ("add", "change", "delete", "view")
            ),
            "cms.change_sitesettings",
            "cms.view_job",
            "cms.view_outgoingmail",
            "wagtailcore.change_site",
            "wagtailcore.view_site",
        ),
    ),
)
