"""wagtail-localize's own views with the traps closed: update, segments, PO files (G6, G7, G12, G14).

Registered in front of the originals under the same addresses (``cms/translation_hooks.py``).
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms.domain.translation_files import UnreadablePoFile, export_po, read_po
from cms.domain.translations import record_publication, refresh_status

MAX_SEGMENT_BYTES = 200_000


class UpdateForm(forms.Form):
    """No "publish" box: a changed text goes live in another language when it is translated, never before."""

    note = forms.CharField(
        label=gettext_lazy("What happens"),
        required=False,
        disabled=True,
        widget=forms.HiddenInput,
        help_text=gettext_lazy(
            "The translators get the new texts. The published translations stay as they are until each one is complete."
        ),
    )


class GuardedUpdateTranslationsView(UpdateTranslationsView):
    """Give the new texts to the translators; publishes nothing, and says which languages are now behind."""

    template_name = "cms/admin/update_translations.html"

    def get_form(self) -> forms.Form:
        return UpdateForm(self.request.POST) if self.request.method == "POST" else UpdateForm()

    @transaction.atomic
    def form_valid(self, form: forms.Form) -> HttpResponse:
        now = timezone.now()
        self.object.update_from_db()
        instance = self.object.get_source_instance()
        if getattr(instance, "live", False):
            record_publication(instance, now=now)
        for translation in self.object.translations.filter(enabled=True).select_related("target_locale"):
            status = refresh_status(self.object.object_id, translation.target_locale, now=now)
            missing = status.segments - status.translated
            messages.success(
                self.request,
                ngettext(
                    "%(language)s: %(count)d text left to translate.",
                    "%(language)s: %(count)d texts left to translate.",
                    missing,
                )
                % {"language": translation.target_locale.get_display_name(), "count": missing},
            )
        return redirect(self.get_success_url() or self.get_default_success_url())


def put_string(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """Write one text of a translation; a body that is no form, empty or huge is answered 400."""
    return _refuse_bad_body(request) or edit_translation.edit_string_translation(
        request, translation_id, string_segment_id
    )


def put_override(request: HttpRequest, translation_id: int, overridable_segment_id: int) -> HttpResponse:
    """Write one overridden value of a translation, with the same refusals."""
    return _refuse_bad_body(request) or edit_translation.edit_override(request, translation_id, overridable_segment_id)


def _refuse_bad_body(request: HttpRequest) -> HttpResponse | None:
    if request.method != "PUT":
        return None
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    is_form = request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}
    # The field's name stands in both kinds of form; an empty value is taken away by DELETE instead.
    has_value = is_form and 0 < length <= MAX_SEGMENT_BYTES and b"value" in request.body
    if has_value and not request.body.strip().endswith(b"value="):
        return None
    return JsonResponse({"detail": _("Send the text as a form with the field “value”.")}, status=400)


def download_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Send the PO file of a translation."""
    translation = _editable_translation(request, translation_id)
    code = translation.target_locale.language_code
    response = HttpResponse(export_po(translation), content_type="text/x-gettext-translation; charset=utf-8")
    name = f"{slugify(translation.source.object_repr) or 'page'}-{code}.po"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def upload_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Import a PO file; whatever is wrong with it is said in words, and nothing is imported then."""
    translation = _editable_translation(request, translation_id)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise UnreadablePoFile(_("Choose a PO file first."))
        warnings = translation.import_po(
            read_po(file.read(), translation=translation), user=request.user, tool_name="PO File"
        )
    except UnreadablePoFile as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The translations in the file were imported."))
        if warnings:
            messages.warning(
                request,
                ngettext(
                    "%(count)d text of the file is no longer on the page and was left out.",
                    "%(count)d texts of the file are no longer on the page and were left out.",
                    len(warnings),
                )
                % {"count": len(warnings)},
            )
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


def refuse(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer 404 to what is not used here: alias pages and machine translation."""
    raise Http404


def _editable_translation(request: HttpRequest, translation_id: int) -> Translation:
    translation = get_object_or_404(Translation.objects.select_related("source", "target_locale"), pk=translation_id)
    if not edit_translation.user_can_edit_instance(request.user, translation.get_target_instance()):
        raise PermissionDenied
    return translation
