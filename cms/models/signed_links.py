"""Personal links: only the digest of the token is stored."""

from django.db import models


class SignedLink(models.Model):
    """``subject`` names a row by its public id (``registration/<uuid>``); one purpose each."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject"], name="signed_link_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
