"""Who may do what in the directory. Which rows stands in ``for_user()`` and ``writable_by()``; this only asks."""

from typing import Any, Final

from networks.models import Act, KeyPersonAssignment, Membership, Network, NetworkSeat

READ: Final = ("networks.view_directory", "networks.manage_directory")
READ_ACTS: Final = ("networks.view_acts", *READ)
WRITE_DIRECTORY: Final = ("networks.manage_directory",)
WRITE_NETWORKS: Final = ("networks.manage_directory", "networks.manage_own_networks")


def has_any(user: Any, permissions: tuple[str, ...]) -> bool:
    """Return whether the user has at least one of the permissions."""
    return any(user.has_perm(permission) for permission in permissions)


def may_write_directory(user: Any) -> bool:
    return has_any(user, WRITE_DIRECTORY)


def may_write_network(user: Any, network: Network) -> bool:
    """Return whether the user may write seats, members and key persons of this network today."""
    return has_any(user, WRITE_NETWORKS) and Network.objects.writable_by(user).filter(pk=network.pk).exists()


def may_revert(user: Any, act: Act) -> bool:
    """Return whether the user may undo the act: the coordinator any, others their own in networks still theirs."""
    if may_write_directory(user):
        return True
    if act.actor_id != user.pk or not has_any(user, WRITE_NETWORKS):
        return False
    own = Network.objects.writable_by(user).values("pk")
    for model in (NetworkSeat, Membership, KeyPersonAssignment):
        changed = act.changes.filter(model=model._meta.model_name).values("object")
        if model.objects.filter(public_id__in=changed).exclude(network__in=own).exists():
            return False
    return True


def may_import(user: Any) -> bool:
    return has_any(user, WRITE_NETWORKS)
