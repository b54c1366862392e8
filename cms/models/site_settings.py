"""What the operator's organization is called and how to reach it, per language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="home")
class SiteSettings(BaseSiteSetting):
    """Names and contact of the county organization; no private person."""

    organization_name_sv = models.CharField(_("organization, in Swedish"), max_length=120, default="Samverka")
    organization_name_en = models.CharField(_("organization, in English"), max_length=120, default="Samverka")
    organization_name_fa_af = models.CharField(_("organization, in Dari"), max_length=120, default="Samverka")
    contact_email = models.EmailField(_("shared mailbox"), blank=True)
    contact_phone = models.CharField(_("switchboard"), max_length=30, blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("organization_name_sv"),
                FieldPanel("organization_name_en"),
                FieldPanel("organization_name_fa_af"),
            ],
            heading=_("Organization"),
        ),
        MultiFieldPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")], heading=_("Contact")),
    ]

    class Meta:
        verbose_name = _("organization and contact")

    def organization_name(self, language_code: str) -> str:
        """Return the name in a language of ``cms.languages``."""
        return str(getattr(self, f"organization_name_{language_code.replace('-', '_')}", self.organization_name_sv))
