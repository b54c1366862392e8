"""The editors' overview: each page in each language, how far it has come, and the way to the translation editor."""

import csv
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms import languages
from cms.domain.translations import STATE_LABELS, State, TranslationState, translation_overview
from cms.spreadsheets import safe_cell

PAGE_SIZE = 50
TARGETS = [language for language in languages.LANGUAGES if language is not languages.SOURCE_LANGUAGE]


class TranslationsView(WagtailAdminTemplateMixin, TemplateView):
    """Swedish pages that the user may see in the explorer, with the states of their translations."""

    template_name = "cms/admin/translations.html"
    page_title = _("Translations")
    header_icon = "wagtail-localize-language"
    permission_required = "cms.view_translationstatus"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "csv":
            return self.csv_response()
        return super().get(request, *args, **kwargs)

    def rows(self) -> list[tuple[Page, list[TranslationState]]]:
        """Return the pages asked for with the states asked for; pages without such a state are left out."""
        chosen_language, chosen_state = self.request.GET.get("language", ""), self.request.GET.get("state", "")
        pages = list(self.pages())
        overview = translation_overview(pages)
        rows = []
        for page in pages:
            states = [
                state
                for state in overview[page.translation_key]
                if chosen_language in ("", state.language.code) and chosen_state in ("", state.state)
            ]
            if states:
                rows.append((page, states))
        return rows

    def pages(self) -> Any:
        visible = PagePermissionPolicy().explorable_instances(self.request.user)
        pages = visible.filter(locale__language_code=languages.SOURCE_LANGUAGE.code, depth__gt=1)
        words = self.request.GET.get("q", "").strip()
        if words:
            pages = pages.filter(Q(title__icontains=words) | Q(slug__icontains=words))
        owner = self.request.GET.get("owner", "")
        if owner == "mine":
            pages = pages.filter(owner=self.request.user)
        return pages.order_by("path")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        query.pop("p", None)
        return super().get_context_data(
            rows=Paginator(self.rows(), PAGE_SIZE).get_page(self.request.GET.get("p")),
            targets=TARGETS,
            states=[(state.value, STATE_LABELS[state]) for state in State],
            chosen=self.request.GET,
            query=query.urlencode(),
            **kwargs,
        )

    def csv_response(self) -> HttpResponse:
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="translations.csv"'
        response.write("\ufeff")
        writer = csv.writer(response)
        writer.writerow([_("Page"), _("Address"), _("Language"), _("State"), _("Texts"), _("Translated"), _("Since")])
        for page, states in self.rows():
            for state in states:
                since = state.stale_since.date().isoformat() if state.stale_since else ""
                row = [page.title, page.get_url(), state.language.own_name, state.label]
                writer.writerow([safe_cell(cell) for cell in [*row, state.segments, state.translated, since]])
        return response


def edit_url(page: Page) -> str:
    """Return the address of a page's editor; for a translation that is the translation editor."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
