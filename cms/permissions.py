"""Shared predicates: who may. The row rules stand in ``cms/domain/visibility.py``; groups in ``cms/user_groups.py``."""

from cms.domain.visibility import is_public, viewable_by

__all__ = ["is_public", "viewable_by"]
