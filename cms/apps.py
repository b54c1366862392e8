"""Django's entry to cms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import checks, generation_signals, search_signals, translation_signals  # noqa: F401 - app ready; checks register
        from cms.domain import translation_gate  # app ready

        generation_signals.connect()
        search_signals.connect()
        translation_signals.connect()
        translation_gate.install()
