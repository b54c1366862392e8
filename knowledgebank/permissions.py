"""Who may read and record how plans spread. The groups that hold these permissions are in ``cms/user_groups.py``."""

from typing import Any

READ = "knowledgebank.view_adoption"
RECORD = "knowledgebank.record_adoption"


def may_read_spreading(user: Any) -> bool:
    """Return whether a user may see where organizations stand; who may record may read."""
    return bool(user.has_perm(READ) or user.has_perm(RECORD))


def may_record_spreading(user: Any) -> bool:
    """Return whether a user may record letters, events and editions (the county coordinator)."""
    return bool(user.has_perm(RECORD))
