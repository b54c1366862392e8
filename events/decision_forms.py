"""Forms of an organizer's decisions: a reminder, a later date for one person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.admin_forms import LocalMomentField
from events.domain.words import local_time
from events.enums import Segment
from events.models import Registration
from events.models.reminders import MOST_DAYS_BEFORE


class ReminderForm(forms.Form):
    """When, and to whom."""

    days_before = forms.IntegerField(label=_("Days before"), min_value=0, max_value=MOST_DAYS_BEFORE, initial=2)
    at = forms.TimeField(label=_("Time of day"), widget=forms.TimeInput(attrs={"type": "time", "dir": "ltr"}))
    segment = forms.ChoiceField(label=_("To whom"), choices=Segment.choices)


class LaterDateForm(forms.Form):
    """Until when one person changes without asking; empty: like the others."""

    until = LocalMomentField(
        label=_("May change without asking until"), required=False, help_text=_("Left empty: like the others.")
    )

    def __init__(self, *args: Any, row: Registration, **kwargs: Any) -> None:
        shown = local_time(row.change_until, row.occasion) if row.change_until else None
        super().__init__(*args, initial={"until": shown}, **kwargs)
