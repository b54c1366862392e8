"""System checks: what can be set wrong, with an id, a hint and the name of the variable.

``samverka.E…`` stop every command, ``samverka.W…`` warn; those marked deploy speak with ``check --deploy`` alone, which
``serve`` runs when a base address is set.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from cms import languages
from cms.domain.catalogs import compiled, stale_catalogs
from cms.own_settings import own_settings

Messages = list[CheckMessage]
Apps = Sequence[AppConfig] | None
SHORTEST_SECRET = 50  # as Django's security.W009, which names no variable and is silenced for this one
SECOND_SEARCH_APPS = ("modelsearch", "haystack")


def _is_our_site() -> bool:
    """Return whether cms/settings.py is in use, and not another project that has our apps."""
    return hasattr(settings, "EMBEDDED")


@register(Tags.security)
def debug_belongs_to_embedded_mode(app_configs: Apps, **kwargs: Any) -> Messages:
    """E001: debug pages show settings and rows to anybody."""
    if settings.DEBUG and own_settings.BASE_URL:
        return [
            Error(
                "SAMVERKA_DEBUG is on while SAMVERKA_BASE_URL is set.",
                hint="Unset SAMVERKA_DEBUG: debug pages show settings and personal data to every reader.",
                id="samverka.E001",
            )
        ]
    return []


@register(Tags.security)
def base_url_is_an_https_origin(app_configs: Apps, **kwargs: Any) -> Messages:
    """E002: the base address must be an https origin, for links, cookies and HSTS hang on it."""
    if not own_settings.BASE_URL:
        return []
    parts = urlsplit(own_settings.BASE_URL)
    more = parts.path or parts.query or parts.fragment or parts.username
    if parts.scheme == "https" and parts.hostname and not more:
        return []
    return [
        Error(
            f"SAMVERKA_BASE_URL is {own_settings.BASE_URL!r}.",
            hint="Set SAMVERKA_BASE_URL to an https origin without a path, such as https://samverka.example.org.",
            id="samverka.E002",
        )
    ]


@register(Tags.security)
def field_keys_are_keys(app_configs: Apps, **kwargs: Any) -> Messages:
    """E003: a broken key would lose the mails that are queued with it."""
    messages: Messages = []
    for place, key in enumerate(own_settings.FIELD_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            messages.append(
                Error(
                    f"Key {place} of SAMVERKA_FIELD_KEYS is not a key.",
                    hint=(
                        "A key is 32 random bytes in URL-safe base64; make one with: "
                        'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
                    ),
                    id="samverka.E003",
                )
            )
    return messages


@register(Tags.translation)
def catalogues_are_compiled(app_configs: Apps, **kwargs: Any) -> Messages:
    """E004: without compiled catalogues readers get English, or yesterday's words (a warning in embedded mode)."""
    if settings.DEBUG or not _is_our_site():
        return []
    messages: Messages = []
    for path in stale_catalogs():
        is_there = compiled(path).exists()
        kind = Warning if is_there and settings.EMBEDDED else Error
        what = "has changed since it was compiled" if is_there else "is not compiled"
        messages.append(
            kind(
                f"The catalogue {path.parent.parent.name}/{path.name} {what}.",
                hint="Run: python manage.py compile_catalogs",
                id="samverka.E004",
            )
        )
    return messages


@register(Tags.models)
def no_second_search(app_configs: Apps, **kwargs: Any) -> Messages:
    """E005: two search apps index every page twice, and the second knows nothing of restrictions."""
    doubled = [name for name in SECOND_SEARCH_APPS if name in settings.INSTALLED_APPS]
    return [
        Error(
            f"{name} stands in INSTALLED_APPS beside the search that is there already.",
            hint="Remove it: the public search is cms/domain/search, admin lists use wagtail.search.",
            id="samverka.E005",
        )
        for name in doubled
    ]


@register(Tags.translation)
def languages_are_ours(app_configs: Apps, **kwargs: Any) -> Messages:
    """E006: language codes are written in one place."""
    if not _is_our_site() or [code for code, _name in settings.LANGUAGES] == list(languages.CODES):
        return []
    return [
        Error(
            "LANGUAGES differs from cms/languages.py.",
            hint="Use cms.languages.CHOICES; Dari is fa-af (docs/decisions/0002-dari-is-fa-af.md).",
            id="samverka.E006",
        )
    ]


@register(Tags.security, deploy=True)
def site_has_its_address(app_configs: Apps, **kwargs: Any) -> Messages:
    """W007: embedded mode is for one machine."""
    if own_settings.BASE_URL:
        return []
    return [
        Warning(
            "SAMVERKA_BASE_URL is not set: embedded mode, plain http, loopback hosts only.",
            hint="Set SAMVERKA_BASE_URL=https://… when others are to reach the site.",
            id="samverka.W007",
        )
    ]


@register(Tags.security, deploy=True)
def secret_key_is_strong(app_configs: Apps, **kwargs: Any) -> Messages:
    """W008: signed cookies, links and mail bodies hang on the secret key."""
    if len(settings.SECRET_KEY) >= SHORTEST_SECRET and len(set(settings.SECRET_KEY)) >= 10:
        return []
    return [
        Warning(
            f"SAMVERKA_SECRET_KEY is shorter than {SHORTEST_SECRET} characters, or hardly random.",
            hint='Make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"',
            id="samverka.W008",
        )
    ]


@register(Tags.database, deploy=True)
def database_fits_a_server(app_configs: Apps, **kwargs: Any) -> Messages:
    """W009: SQLite is right on one host with a local disk; say it is meant by writing the address."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if own_settings.EMBEDDED or engine.endswith("postgresql") or own_settings.DATABASE_IS_EXPLICIT:
        return []
    return [
        Warning(
            "DATABASE_URL is not set: SQLite in the data folder.",
            hint=(
                "Set DATABASE_URL=postgres://user:password@host/name; or, for one host with a local disk, "
                "DATABASE_URL=sqlite:////path/to/samverka.sqlite3."
            ),
            id="samverka.W009",
        )
    ]


@register(Tags.security, deploy=True)
def mails_leave_the_machine(app_configs: Apps, **kwargs: Any) -> Messages:
    """W010: with a public address, mails written to files reach nobody."""
    if own_settings.EMBEDDED or settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return []
    return [
        Warning(
            "SAMVERKA_SMTP_URL is not set: mails are written to files and reach nobody.",
            hint="Set SAMVERKA_SMTP_URL=smtp+tls://user:password@host:587.",
            id="samverka.W010",
        )
    ]
