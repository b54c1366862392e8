"""The demo sign-ins as `serve` prints them: only if they are in the database with the demo password."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password

PASSWORD = "samverka-demo-2026"  # noqa: S105 - printed on the console, refused outside embedded mode
WHO = {
    "editor": "editor",
    "headeditor": "head editor",
    "translator": "translator",
    "organizer": "organizer",
    "coordinator": "county coordinator",
    "netcoordinator": "network coordinator",
    "admin": "administrator",
}


def present_sign_ins() -> list[tuple[str, str, str]]:
    """Return user name, password and what the person does, for each demo sign-in that works."""
    stored = dict(get_user_model().objects.filter(username__in=WHO, is_active=True).values_list("username", "password"))
    present = [name for name in WHO if name in stored]
    if not present or not check_password(PASSWORD, stored[present[0]]):  # one: each check takes half a second
        return []
    return [(name, PASSWORD, WHO[name]) for name in present]
