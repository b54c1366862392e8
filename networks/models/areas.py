"""Counties and municipalities of Sweden; codes are text, never integers. Filled from ``networks/data/areas.json``."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from cms.sort_keys import sort_key
from networks.models.sort_keys import SortKeyField
from networks.name_keys import name_key


class County(models.Model):
    code = models.CharField(_("county code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    name_key = models.CharField(max_length=60, editable=False)
    sort_key = SortKeyField()

    class Meta:
        verbose_name = _("county")
        verbose_name_plural = _("counties")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Exact(Length("code"), 2), name="networks_county_code_has_two_digits")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_key, self.sort_key = name_key(self.name), sort_key(self.name)
        super().save(*args, **kwargs)


class Municipality(models.Model):
    code = models.CharField(_("municipality code"), max_length=4, primary_key=True)
    county = models.ForeignKey(
        County, on_delete=models.PROTECT, related_name="municipalities", verbose_name=_("county")
    )
    name = models.CharField(_("name"), max_length=60)
    name_key = models.CharField(max_length=60, editable=False)
    sort_key = SortKeyField()
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until, not including"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("code"), 4) & Exact(Substr("code", 1, 2), F("county_id")),
                name="networks_municipality_code_begins_with_county",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_key, self.sort_key = name_key(self.name), sort_key(self.name)
        super().save(*args, **kwargs)
