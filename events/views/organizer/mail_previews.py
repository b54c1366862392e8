"""Each kind of mail as participants get it, in three languages. No rules."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from cms import languages
from events.domain.mail_kinds import kind_in_words
from events.domain.mail_previews import MailPreview, mail_kinds, preview_mail
from events.permissions import READ
from events.views.organizer.base import OrganizerView


class MailList(OrganizerView):
    permissions = READ
    page_title = _("The mails")
    template_name = "events/admin/mails.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            kinds=[(kind, kind_in_words(kind)) for kind in mail_kinds()],
            languages=[languages.get_language(code) for code in languages.CODES],
        )


class MailDetail(OrganizerView):
    """One kind in all languages beside each other: subject, the mail itself, and what the plain text says."""

    permissions = READ
    template_name = "events/admin/mail.html"

    def get_page_title(self) -> str:
        return kind_in_words(self.kwargs["mail"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listed = reverse("events_admin_mails", args=[self.occasion.code])
        return [*super().get_breadcrumbs_items(), {"url": listed, "label": _("The mails")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        previews = [self.preview(code) for code in languages.CODES]
        return super().get_context_data(**kwargs, previews=previews, title=self.get_page_title())

    def preview(self, language: str) -> MailPreview:
        try:
            return preview_mail(self.occasion, self.kwargs["mail"], language=language, now=self.now)
        except KeyError as unknown:
            raise Http404 from unknown


@method_decorator(xframe_options_sameorigin, name="dispatch")
class MailBody(MailDetail):
    """The HTML of a mail, for the frame it is shown in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(self.preview(kwargs["language"]).mail.html)
