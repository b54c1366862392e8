"""What a page is about and whom it is for: links from pages to topics and audiences.

A link points at the word in the source language and is the same in every translation; the reader sees the word in
their own language by its slug.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from cms.languages import SOURCE_LANGUAGE

IN_SOURCE_LANGUAGE = {"locale__language_code": SOURCE_LANGUAGE.code}


class PageTopic(TranslatableMixin, Orderable):
    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="knowledge_topics")
    topic = models.ForeignKey(
        "cms.Topic",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=IN_SOURCE_LANGUAGE,
        verbose_name=_("topic"),
    )

    translatable_fields: ClassVar[list[SynchronizedField]] = [SynchronizedField("topic", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("topic of a page")
        verbose_name_plural = _("topics of pages")

    def __str__(self) -> str:
        return f"{self.page_id} {self.topic_id}"


class PageAudience(TranslatableMixin, Orderable):
    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="knowledge_audiences")
    audience = models.ForeignKey(
        "cms.Audience",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=IN_SOURCE_LANGUAGE,
        verbose_name=_("audience"),
    )

    translatable_fields: ClassVar[list[SynchronizedField]] = [SynchronizedField("audience", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("audience of a page")
        verbose_name_plural = _("audiences of pages")

    def __str__(self) -> str:
        return f"{self.page_id} {self.audience_id}"
