"""Forms of the organizer's desk: moving a person, a message, a file. Rules are in ``domain/``."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms import languages
from cms.identity_numbers import refuse_identity_numbers
from events.domain.messages import Message, Words
from events.domain.moving import REASONS
from events.domain.pool_names import pool_name
from events.enums import ReasonCode, Recipients
from events.forms import LineField
from events.models import SeatPool

MOST_SUBJECT = 150
MOST_TEXT = 8_000


class MoveForm(forms.Form):
    """Where to, and why; the reason stands in the history."""

    pool = forms.TypedChoiceField(label=_("New seats"), widget=forms.RadioSelect)
    reason = forms.TypedChoiceField(
        label=_("Reason"),
        choices=[(code.value, code.label) for code in REASONS],
        coerce=ReasonCode,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, pools: list[SeatPool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_id = {str(pool.pk): pool for pool in pools}
        field: Any = self.fields["pool"]
        field.choices = [(key, _with_room(pool)) for key, pool in by_id.items()]
        field.coerce = by_id.get


class MessageForm(forms.Form):
    """A message in Swedish, and in the other languages if the organizer writes them."""

    recipients = forms.TypedChoiceField(label=_("To"), choices=Recipients.choices, coerce=Recipients)
    municipality = forms.ChoiceField(label=_("Only from this municipality"), required=False)
    message_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, municipalities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        field.choices = [("", _("All municipalities")), *municipalities]
        for code in languages.CODES:
            self._add_words(code)

    def _add_words(self, code: str) -> None:
        language = languages.get_language(code)
        required = language is languages.SOURCE_LANGUAGE
        attributes = {"lang": language.html_lang, "dir": language.direction}
        self.fields[f"subject_{code}"] = LineField(
            label=_("Subject, %(language)s") % {"language": language.own_name},
            max_length=MOST_SUBJECT,
            required=required,
            validators=[refuse_identity_numbers],
            widget=forms.TextInput(attrs=attributes),
        )
        self.fields[f"text_{code}"] = forms.CharField(
            label=_("Text, %(language)s") % {"language": language.own_name},
            max_length=MOST_TEXT,
            required=required,
            validators=[refuse_identity_numbers],
            help_text="" if required else _("Left empty: they get the Swedish text."),
            widget=forms.Textarea(attrs={"rows": 6, **attributes}),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for code in languages.CODES:
            if bool(values.get(f"subject_{code}")) != bool(values.get(f"text_{code}")) and not self.errors:
                self.add_error(f"text_{code}", _("Write both a subject and a text, or neither."))
        return values

    def message(self) -> Message:
        """Return the words that were written, by language."""
        values = self.cleaned_data
        written = [code for code in languages.CODES if values[f"text_{code}"]]
        return Message({code: Words(values[f"subject_{code}"], values[f"text_{code}"]) for code in written})


class ListForm(forms.Form):
    """A list of participants as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx) with headings such as Name, E-mail, Organization, Function."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )


def _with_room(pool: SeatPool) -> Any:
    """Return a pool's name with how many seats somebody could take there now."""
    if pool.free is None:
        return _("%(pool)s: no limit") % {"pool": pool_name(pool)}
    return _("%(pool)s: %(free)s free") % {"pool": pool_name(pool), "free": pool.free}
