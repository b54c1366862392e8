"""Changes that participants asked for when they could not be made without the organizer any more."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import Act, RequestState

ASKED_FOR = (Act.CHANGE_DETAILS, Act.SUBSTITUTE, Act.SWITCH_MODE, Act.CHANGE_PARTS)


class ChangeRequest(models.Model):
    """``wanted``: what the act would be called with. One open request for each registration; a decision is final."""

    registration = models.ForeignKey("events.Registration", on_delete=models.CASCADE, related_name="change_requests")
    act = models.CharField(_("change"), max_length=20, choices=[(act.value, act.label) for act in ASKED_FOR])
    wanted = models.JSONField(default=dict)
    state = models.CharField(_("status"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("request for a change")
        verbose_name_plural = _("requests for changes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="change_request_state_known"),
            models.CheckConstraint(condition=Q(act__in=sorted(ASKED_FOR)), name="change_request_act_known"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state=RequestState.OPEN), name="change_request_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.act} {self.state}"
