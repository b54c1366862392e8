"""What cms registers with Wagtail and with our own hooks. Add only; each entry calls one function."""

from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms import translation_hooks  # noqa: F401 - registers its hooks
from cms.accounts import two_factor_menu_item
from cms.demo.load import front_step, ground_step
from cms.hooks import DEMO, JOB
from cms.scheduled import cms_jobs
from cms.viewsets import AccessibilityGroup, VocabularyGroup

hooks.register(JOB, cms_jobs)
hooks.register("register_account_menu_item", two_factor_menu_item)
hooks.register(DEMO, ground_step)
hooks.register(DEMO, front_step)
register_snippet(VocabularyGroup)
register_snippet(AccessibilityGroup)


@hooks.register("insert_global_admin_js")
def autosave_scripts() -> SafeString:
    names = ("wait_for_autosave", "keep_late_changes")
    return format_html_join(
        "", '<script type="module" src="{}"></script>', ((static(f"cms/admin/{name}.js"),) for name in names)
    )
