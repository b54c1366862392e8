"""Personal links in mails: made once, stored as a digest, one purpose, revocable (trust.md A1, A2, A22)."""

from datetime import datetime, timedelta

from django.db.models import CharField, DateTimeField

from cms.domain.prepared import Bind, Prepared, insert_row
from cms.exceptions import LinkExpired, LinkInvalid
from cms.models import SignedLink
from cms.tokens import new_token, token_digest

KEPT_FOR = timedelta(days=90)
_WORKING = Prepared(
    lambda: SignedLink.objects.filter(
        purpose=Bind("purpose", CharField()), subject=Bind("subject", CharField()), revoked_at=None
    ),
    lambda: {"revoked_at": Bind("now", DateTimeField())},
)


def issue_link(*, purpose: str, subject: str, expires_at: datetime, now: datetime, is_first: bool = False) -> str:
    """Return a new token for a subject; earlier links of the same purpose and subject stop working.

    ``subject`` names one row by its public id, such as ``registration/<uuid>``. The token is not stored anywhere.
    ``is_first``: the subject was made in this transaction, so that there is no earlier link.
    """
    if not is_first:
        revoke_links(purpose=purpose, subject=subject, now=now)
    token = new_token()
    insert_row(
        SignedLink(
            token_sha256=token_digest(token), purpose=purpose, subject=subject, created_at=now, expires_at=expires_at
        )
    )
    return token


def resolve_link(token: str, *, purpose: str, now: datetime) -> SignedLink:
    """Return the link of a token.

    Errors: LinkInvalid when it is unknown, revoked or of another purpose; LinkExpired from ``expires_at`` on.
    """
    link = SignedLink.objects.filter(token_sha256=token_digest(token), purpose=purpose).first()
    if link is None or link.revoked_at is not None:
        raise LinkInvalid()
    if now >= link.expires_at:
        raise LinkExpired()
    return link


def mark_used(link: SignedLink, *, now: datetime) -> bool:
    """Note the first use of a link; return whether this was it."""
    return bool(SignedLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now))


def is_active(link_id: int, *, purpose: str, now: datetime) -> bool:
    """Return whether the link of a row id still works."""
    return SignedLink.objects.filter(pk=link_id, purpose=purpose, revoked_at=None, expires_at__gt=now).exists()


def revoke_links(*, purpose: str, subject: str, now: datetime) -> int:
    """Stop all working links of a purpose and subject; return how many."""
    return _WORKING.update(purpose=purpose, subject=subject, now=now)


def remove_old_links(*, now: datetime) -> int:
    """Delete links that ended more than 90 days ago; return how many."""
    return SignedLink.objects.filter(expires_at__lt=now - KEPT_FOR).delete()[0]
