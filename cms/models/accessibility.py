"""The accessibility statement, what is known to fail, and complaints as cases with a due date."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.languages import CHOICES
from cms.models.pages import SYNCHRONIZED_SLUG
from cms.models.searchable import SearchablePage, SearchParts


class ComplianceLevel(models.TextChoices):
    FULL = "full", _("fully compliant")
    PARTIAL = "partial", _("partly compliant")
    NONE = "none", _("not compliant")


class FindingKind(models.TextChoices):
    FAILING = "failing", _("fails a requirement")
    BURDEN = "burden", _("unreasonable burden (12 §)")
    OUTSIDE = "outside", _("outside the law (9 §)")


class AccessibilityStatementPage(SearchablePage, Page):
    """The statement is generated from these facts and the findings; only the service's name is written by hand."""

    service = models.CharField(_("service"), max_length=200, help_text=_("What the statement is about."))
    compliance = models.CharField(_("compliance"), max_length=10, choices=ComplianceLevel.choices)
    method = models.TextField(_("how it was assessed"), max_length=600)
    assessed_on = models.DateField(_("assessed on"))
    updated_on = models.DateField(_("updated on"))

    search_kind = "page"
    content_panels = [
        *Page.content_panels,
        FieldPanel("service"),
        FieldPanel("compliance"),
        FieldPanel("method"),
        FieldPanel("assessed_on"),
        FieldPanel("updated_on"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    override_translatable_fields = [
        SYNCHRONIZED_SLUG,
        SynchronizedField("compliance", overridable=False),
        SynchronizedField("assessed_on", overridable=False),
        SynchronizedField("updated_on", overridable=False),
    ]
    template = "cms/accessibility_statement_page.html"

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    def search_parts(self) -> SearchParts:
        return SearchParts(title=self.title, body=f"{self.service} {self.method}")


class AccessibilityFinding(models.Model):
    """Something known to fail, in the three languages of the statement."""

    kind = models.CharField(_("kind"), max_length=10, choices=FindingKind.choices)
    where = models.CharField(_("where"), max_length=200)
    criterion = models.CharField(_("criterion"), max_length=60, help_text=_("For example WCAG 2.2, 1.4.10."))
    what_sv = models.CharField(_("what fails, in Swedish"), max_length=300)
    what_en = models.CharField(_("what fails, in English"), max_length=300)
    what_fa_af = models.CharField(_("what fails, in Dari"), max_length=300)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    found_on = models.DateField(_("found on"))
    fixed_on = models.DateField(_("fixed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("accessibility finding")
        verbose_name_plural = _("accessibility findings")

    def __str__(self) -> str:
        return f"{self.criterion}: {self.where}"

    def what(self, language_code: str) -> str:
        """Return the words in a language of ``cms.languages``."""
        return str(getattr(self, f"what_{language_code.replace('-', '_')}"))


class AccessibilityComplaint(models.Model):
    """What somebody could not use. The address is optional and only for the answer."""

    created_at = models.DateTimeField()
    due_on = models.DateField()
    language = models.CharField(max_length=10, choices=CHOICES)
    page = models.CharField(_("page"), max_length=300, blank=True)
    text = models.TextField(_("what did not work"), max_length=2000)
    email = models.EmailField(_("e-mail"), blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("accessibility complaint")
        verbose_name_plural = _("accessibility complaints")

    def __str__(self) -> str:
        return f"{self.pk} {self.due_on}"
