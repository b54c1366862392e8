"""Who may look after events. Which rows stands in ``for_user()`` and ``writable_by()`` of occasions; this only asks."""

from typing import Any, Final

from events.models import Occasion

READ: Final = ("events.view_occasion",)
READ_REGISTRATIONS: Final = ("events.view_registration",)
ADD: Final = ("events.add_occasion",)
READ_NEEDS: Final = ("events.view_registration", "events.view_sensitiveanswer")
WRITE: Final = ("events.change_occasion",)
WRITE_REGISTRATIONS: Final = ("events.change_registration",)


def has_all(user: Any, permissions: tuple[str, ...]) -> bool:
    """Return whether the user has every one of the permissions."""
    return bool(user.has_perms(permissions))


def may_manage(user: Any, occasion: Occasion) -> bool:
    """Return whether the user may change this occasion: an organizer, by ``Occasion.objects.writable_by()``."""
    return has_all(user, WRITE) and Occasion.objects.writable_by(user).filter(pk=occasion.pk).exists()


def may_read_needs(user: Any, occasion: Occasion) -> bool:
    """Return whether the user may read what people need of food, access, interpreters: an organizer of the event."""
    return has_all(user, READ_NEEDS) and may_manage(user, occasion)
