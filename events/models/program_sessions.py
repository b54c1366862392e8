"""The programme of an event: sessions as inline children of its page, edited in the page's own form.

Times, room, speakers and material are those of the page in the source language, whatever a translation keeps: see
``domain/programs.py``. A translation's rows lend their words alone.
"""

from datetime import datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms import languages


class ProgramSession(TranslatableMixin, Orderable):
    """One session. ``day_number``: of the event's days, from 1; times are those of the wall clock, ``end`` exclusive.

    Sessions at the same time are held side by side. ``material_released_at``: the material is not shown before; empty:
    at once.
    """

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="program_sessions")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=1000, blank=True)
    day_number = models.PositiveSmallIntegerField(
        _("day of the event"), default=1, validators=[MinValueValidator(1)], help_text=_("1 is the first day.")
    )
    start = models.TimeField(_("starts"))
    end = models.TimeField(_("ends"))
    room = models.CharField(_("room"), max_length=120, blank=True)
    speakers = models.CharField(_("speakers"), max_length=300, blank=True)
    spoken_language = models.CharField(_("language spoken"), max_length=10, choices=languages.CHOICES, blank=True)
    material = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("material"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    material_released_at = models.DateTimeField(
        _("material is shown from"), null=True, blank=True, help_text=_("Nobody can open it before. Empty: at once.")
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("day_number"), FieldPanel("start"), FieldPanel("end")]),
        FieldRowPanel([FieldPanel("room"), FieldPanel("spoken_language")]),
        FieldPanel("speakers"),
        FieldPanel("text"),
        FieldPanel("material"),
        FieldPanel("material_released_at"),
    ]
    translatable_fields: ClassVar[list[object]] = [
        TranslatableField("title"),
        TranslatableField("text"),
        *[
            SynchronizedField(name, overridable=False)
            for name in (
                "day_number",
                "start",
                "end",
                "room",
                "speakers",
                "spoken_language",
                "material",
                "material_released_at",
            )
        ],
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("session of a programme")
        verbose_name_plural = _("sessions of programmes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="program_session_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": _("It must end after it starts.")})

    def is_released(self, now: datetime) -> bool:
        """Return whether the material may be shown."""
        return self.material_released_at is None or self.material_released_at <= now
