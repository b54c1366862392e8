"""Demo users: one for each editor group, with a password that everybody knows. Made in embedded mode alone."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from cms import languages, user_groups
from cms.demo_sign_ins import PASSWORD
from cms.domain.demo import DemoRefused
from cms.own_settings import own_settings


@dataclass(frozen=True)
class DemoUser:
    """A sign-in. ``group``: name in ``cms/user_groups.py``; empty for the administrator."""

    username: str
    group: str
    given_name: str


USERS = (
    DemoUser("admin", "", "Admin"),
    DemoUser("editor", user_groups.EDITORS, "Redaktör"),
    DemoUser("headeditor", user_groups.HEAD_EDITORS, "Huvudredaktör"),
    DemoUser("translator", user_groups.TRANSLATORS, "Översättare"),
    DemoUser("coordinator", user_groups.COUNTY_COORDINATORS, "Länssamordnare"),
    DemoUser("netcoordinator", user_groups.NETWORK_COORDINATORS, "Nätverkssamordnare"),
    DemoUser("organizer", user_groups.ORGANIZERS, "Arrangör"),
)


def load_users() -> None:
    """Make the demo users that are missing. Errors: DemoRefused outside embedded mode; Group.DoesNotExist."""
    if not own_settings.EMBEDDED:
        raise DemoRefused
    model = get_user_model()
    encoded = make_password(PASSWORD)  # one for all: making it takes half a second
    for entry in USERS:
        if model.objects.filter(username=entry.username).exists():
            continue
        user = model.objects.create(
            username=entry.username,
            email=f"{entry.username}@example.org",
            password=encoded,
            first_name=entry.given_name,
            last_name="Demo",
            is_superuser=not entry.group,
            is_staff=not entry.group,
        )
        if entry.group:
            user.groups.add(Group.objects.get(name=entry.group))
        profile = UserProfile.get_for_user(user)
        profile.preferred_language, profile.current_time_zone = languages.SOURCE_LANGUAGE.code, settings.TIME_ZONE
        profile.save()
