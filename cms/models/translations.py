"""How far the translation of a work into a language has come."""

from django.db import models
from wagtail.models import Locale


class TranslationStatus(models.Model):
    """One row per translatable object and target language; written by ``cms/domain/translations.py`` alone."""

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    source_hash = models.CharField(max_length=64, blank=True)
    source_hash_at_publish = models.CharField(max_length=64, blank=True)
    segments = models.PositiveIntegerField(default=0)
    translated = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    stale_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "locale"], name="translation_status_once_per_locale"),
            models.CheckConstraint(
                condition=models.Q(translated__lte=models.F("segments")), name="translation_status_not_over_full"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} {self.translated}/{self.segments}"
