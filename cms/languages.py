"""The three languages: the only place where language codes are written.

A leaf: imports nothing of ours, so that settings and every floor may use it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One language of the site.

    code: as in Django, Wagtail and the URL. html_lang: for ``lang`` and ``hreflang``. direction: ``ltr`` or ``rtl``.
    own_name: what its readers call it. folder: name of the catalogue folder. aliases: other first path segments,
    lower case, that are redirected to ``code``.
    """

    code: str
    html_lang: str
    direction: str
    own_name: str
    folder: str
    aliases: tuple[str, ...]


SWEDISH = Language("sv", "sv", "ltr", "Svenska", "sv", ("sv-se", "sv-fi"))
ENGLISH = Language("en", "en", "ltr", "English", "en", ("en-gb", "en-us"))
DARI = Language("fa-af", "fa-AF", "rtl", "دری", "fa_AF", ("prs", "prs-af", "prs_af", "dari", "fa", "fa-ir", "fa_af"))

LANGUAGES: tuple[Language, ...] = (SWEDISH, ENGLISH, DARI)
SOURCE_LANGUAGE = SWEDISH
BY_CODE: dict[str, Language] = {language.code: language for language in LANGUAGES}
CODES: tuple[str, ...] = tuple(BY_CODE)
CHOICES: list[tuple[str, str]] = [(language.code, language.own_name) for language in LANGUAGES]
ALIASES: dict[str, str] = {alias: language.code for language in LANGUAGES for alias in language.aliases}


def get_language(code: str | None) -> Language:
    """Return the language of a code; the source language for ``None`` or a code that is not ours."""
    return BY_CODE.get((code or "").lower(), SOURCE_LANGUAGE)
