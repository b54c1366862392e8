"""The questions of an occasion's form and what people answered; needs lie encrypted in a table of their own."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.identity_numbers import refuse_identity_numbers
from events.enums import CLOSED, FREE_TEXT, QuestionStage, QuestionType

NEEDS_KEPT_DAYS = 7
LONGEST_KEPT_DAYS = 730


class Question(models.Model):
    """One question, the same for the forms of all three languages; ``key`` names it in exports and never changes.

    The Swedish words stand in columns. ``translations``: language code -> ``label``, ``help_text``, ``purpose``.
    ``choices``: in order, ``{"key": …, "sv": …, "en": …, "fa-af": …}``; an answer holds keys, so words may change.
    ``show_if``: pairs of an earlier question's key and a value; the question is asked when one of them was answered.
    """

    occasion = models.ForeignKey("events.Occasion", on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40, editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    type = models.CharField(_("type of answer"), max_length=14, choices=QuestionType.choices)
    stage = models.CharField(
        _("asked"), max_length=16, choices=QuestionStage.choices, default=QuestionStage.REGISTRATION
    )
    required = models.BooleanField(_("must be answered"), default=False)
    sensitive = models.BooleanField(_("about food, access or an interpreter"), default=False)
    label = models.CharField(_("question"), max_length=200, validators=[refuse_identity_numbers])
    help_text = models.CharField(_("help"), max_length=300, blank=True, validators=[refuse_identity_numbers])
    purpose = models.CharField(_("why it is asked"), max_length=200, validators=[refuse_identity_numbers])
    retention_days = models.PositiveSmallIntegerField(
        _("days the answers are kept after the event"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_KEPT_DAYS)],
    )
    translations = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=list, blank=True)
    show_if = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["occasion", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["occasion", "key"], name="question_key_once"),
            models.CheckConstraint(condition=Q(type__in=QuestionType.values), name="question_type_known"),
            models.CheckConstraint(condition=Q(stage__in=QuestionStage.values), name="question_stage_known"),
            models.CheckConstraint(condition=~Q(purpose=""), name="question_has_purpose"),
            models.CheckConstraint(
                condition=Q(retention_days__gte=1, retention_days__lte=LONGEST_KEPT_DAYS),
                name="question_has_days",
            ),
            models.CheckConstraint(
                condition=Q(sensitive=False) | Q(retention_days__lte=NEEDS_KEPT_DAYS),
                name="question_needs_are_kept_a_week",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_free_text(self) -> bool:
        return self.type in FREE_TEXT

    @property
    def is_closed(self) -> bool:
        """Return whether another question can depend on its answer."""
        return self.type in CLOSED

    @property
    def kept_for(self) -> timedelta:
        return timedelta(days=self.retention_days)


class Answer(models.Model):
    """What one person answered; ``value`` as ``domain/answer_values.py`` writes it. No row: not answered."""

    registration = models.ForeignKey("events.Registration", on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    value = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.question_id}"


class SensitiveAnswer(models.Model):
    """An answer about food, access or an interpreter: ``sealed`` is the value encrypted, for organizers alone."""

    registration = models.ForeignKey("events.Registration", on_delete=models.CASCADE, related_name="sensitive_answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="sensitive_answers")
    sealed = models.BinaryField()
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer about needs")
        verbose_name_plural = _("answers about needs")
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="sensitive_answer_once")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.question_id}"
