"""Addresses of scripts and styles that a build may have made; each tag yields nothing where it has not.

Django's ``{% static %}`` raises for a file missing from the manifest; the site is complete without ``frontend/dist/``.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from cms import stylesheets

register = template.Library()

APP_FOLDER = "app"
FONT_STYLES = "fonts/vazirmatn.css"


@lru_cache(maxsize=64)
def built_url(name: str) -> str:
    """Return the address of a static file, or nothing when it is neither in the manifest nor found by a finder."""
    hashed_files = getattr(staticfiles_storage, "hashed_files", None)
    if hashed_files is not None and not settings.DEBUG:
        return staticfiles_storage.url(name) if staticfiles_storage.hash_key(name) in hashed_files else ""
    return staticfiles_storage.url(name) if finders.find(name) else ""


@register.simple_tag
def stylesheet() -> SafeString:
    """Link the joined stylesheet."""
    url = built_url(stylesheets.JOINED)
    return format_html('<link rel="stylesheet" href="{}">', url) if url else SafeString("")


@register.simple_tag
def font_stylesheet() -> SafeString:
    """Link the font of right-to-left pages: other pages must not load a byte of it."""
    url = built_url(FONT_STYLES) if get_language_bidi() else ""
    return format_html('<link rel="stylesheet" href="{}">', url) if url else SafeString("")


@register.simple_tag
def module_script(name: str) -> SafeString:
    """Load a script of ``frontend/src`` as an ES module, after the page."""
    url = built_url(f"{APP_FOLDER}/{name}")
    return format_html('<script type="module" src="{}"></script>', url) if url else SafeString("")
