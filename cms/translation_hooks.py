"""Wagtail's hooks that concern translations; wiring only (loaded by ``cms/wagtail_hooks.py``)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from cms import languages, translation_checks  # noqa: F401 - the checks register themselves
from cms.domain.page_frame import frame_of
from cms.domain.restrictions import may_be_served, mismatched_pages
from cms.hooks import DOCTOR_CHECK, DoctorFinding
from cms.views import translation_guards as guards
from cms.views.translations import TranslationsView

# Addresses of wagtail-localize that our own views answer, registered in front of its own.
LOCALIZE_URLS = [
    path("update/<int:translation_source_id>/", guards.GuardedUpdateTranslationsView.as_view()),
    path("translate/<int:translation_id>/strings/<int:string_segment_id>/edit/", guards.put_string),
    path("translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/", guards.put_override),
    path("translate/<int:translation_id>/pofile/download/", guards.download_po),
    path("translate/<int:translation_id>/pofile/upload/", guards.upload_po),
    path("translate/<int:translation_id>/machine_translate/", guards.refuse),
    path("page/<int:page_id>/convert_to_alias/", guards.refuse),
    path("reports/translations/", guards.refuse),
    path("reports/translations/results/", guards.refuse),
]


class TranslationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(TranslationsView.permission_required))


@hooks.register("register_admin_urls", order=-10)
def register_urls() -> list[Any]:
    return [
        path("localize/", include(LOCALIZE_URLS)),
        path("translations/", TranslationsView.as_view(), name="translations"),
    ]


@hooks.register("register_reports_menu_item")
def register_menu_item() -> MenuItem:
    return TranslationsMenuItem(
        gettext_lazy("Translations"),
        reverse("translations"),
        name="samverka-translations",
        icon_name="wagtail-localize-language",
        order=900,
    )


@hooks.register("construct_reports_menu")
def leave_out_localizes_report(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Our overview stands instead of wagtail-localize's report, which counts nothing (G15)."""
    unwanted = reverse("wagtail_localize:translations_report")
    menu_items[:] = [item for item in menu_items if item.url != unwanted]


@hooks.register("construct_page_action_menu")
def leave_out_aliases(menu_items: list[Any], request: HttpRequest, context: Any) -> None:
    menu_items[:] = [item for item in menu_items if item.name != "localize-convert-to-alias"]


@hooks.register("before_serve_page", order=-10)
def refuse_what_differs_from_its_source(page: Page, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
    """Answer 404 for a page in another language than its address says, or less closed than its source (G1, G3)."""
    if not may_be_served(page, language_code=get_language() or "", frame=frame_of(request, page)):
        raise Http404


@hooks.register("before_create_page")
def begin_in_swedish(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> HttpResponse | None:
    """A page begins in Swedish; the others are its translations (languages design 2.3)."""
    if parent_page.is_root() or parent_page.locale.language_code == languages.SOURCE_LANGUAGE.code:
        return None
    messages.warning(
        request, _("Write the page in Swedish first and send it to translation; then it can be read here too.")
    )
    return redirect("wagtailadmin_explore", parent_page.pk)


@hooks.register("before_copy_page")
def refuse_alias(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An alias would show one language's text under another's address (languages design, rule 7)."""
    if request.method == "POST" and request.POST.get("alias"):
        messages.error(request, _("Aliases are not used on this site. Make a copy, or link to the page."))
        return redirect("wagtailadmin_pages:copy", page.pk)
    return None


@hooks.register("insert_global_admin_css")
def direction_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin/translation_direction.css"))


@hooks.register("insert_global_admin_js")
def direction_script() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("cms/admin/translation_direction.js"))


@hooks.register(DOCTOR_CHECK)
def restrictions_are_the_same_in_every_language() -> list[DoctorFinding]:
    found = [
        DoctorFinding(
            "error",
            f"page {page.pk} ({page.locale.language_code}) is not behind the restrictions of its source",
            "it is answered 404 until they agree",
            "open the Swedish page, set its privacy anew and save",
        )
        for page in mismatched_pages()
    ]
    return found or [DoctorFinding("ok", "restrictions are the same in every language")]
