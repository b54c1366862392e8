"""Topics and audiences: what a page is about and whom it is for, in every language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail_localize.fields import SynchronizedField


class Term(DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """A word of the vocabulary. ``slug`` is the same in all languages and is what filters and the index use."""

    title = models.CharField(_("title"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("order")]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("order", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class Topic(Term):
    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="topic_slug_once_per_locale")]


class Audience(Term):
    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="audience_slug_once_per_locale")]
