"""What a reader may keep on the device, and the service worker's text with our addresses in it.

The worker is built by npm (``frontend/``) and holds two literals: ``self.__WB_MANIFEST`` (files stored at install) and
``self.__SITE`` (addresses). They are written here from the static manifest and the address table, so that no list can
drift from what is served. Without a build, or switched off, the text is a worker that removes itself.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypedDict

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation

from cms import languages, stylesheets

HEADER = "X-Offline"
WORKER = "worker/sw.js"
SHELL = (stylesheets.JOINED, "app/app.js", "cms/icons/favicon.svg")
MANIFEST_LITERAL = "self.__WB_MANIFEST"
SITE_LITERAL = "self.__SITE"
PUBLIC_NAMES = frozenset({"offline", "search"})
"""Names of our addresses under a language prefix that the worker may answer; Wagtail's pages are public too."""
NOT_KEPT = frozenset({"search", "offline"})
"""Answered by the worker, but never stored among the pages: what somebody searched for, and the offline page itself."""

REMOVES_ITSELF = """\
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
})()));
"""


class ShellFile(TypedDict):
    """One file stored when the worker is installed; ``revision`` is None for a name that holds its own hash."""

    url: str
    revision: str | None


class Site(TypedDict):
    """The addresses that the worker must know (``frontend/src/routes.js``)."""

    languages: list[str]
    offlinePages: list[str]
    startPages: list[str]
    privatePaths: list[str]


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether a device may store this answer.

    Only an HTML page, asked for by GET, answered 200 and ``public``, with no cookie: the same bytes for everybody.
    """
    match = request.resolver_match
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.cookies
        and "public" in response.headers.get("Cache-Control", "")
        and response.headers.get("Content-Type", "").startswith("text/html")
        and (match is None or match.url_name not in NOT_KEPT)
    )


def address_in(language: languages.Language, name: str) -> str:
    """Return the address of a named view under the prefix of a language."""
    with translation.override(language.code):
        return reverse(name)


def site() -> Site:
    """Return the addresses that are written into the worker, in the order of the languages."""
    return {
        "languages": list(languages.CODES),
        "offlinePages": [address_in(language, "offline") for language in languages.LANGUAGES],
        "startPages": [f"/{code}/" for code in languages.CODES],
        "privatePaths": private_paths(),
    }


@lru_cache(maxsize=1)
def private_paths() -> list[str]:
    """Return regular expressions of the paths under a language prefix that the worker must leave alone.

    Every address of ours that is not named in ``PUBLIC_NAMES``: a new form or personal link is private by default.
    """
    prefix = "^/(?:" + "|".join(languages.CODES) + ")/"
    return [prefix + regex for name, regex in _prefixed_addresses() if name not in PUBLIC_NAMES]


def _prefixed_addresses() -> Iterator[tuple[str, str]]:
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and isinstance(resolver.pattern, LocalePrefixPattern):
            yield from _addresses(resolver, "")


def _addresses(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        regex = before + _for_scripts(str(pattern.pattern.regex.pattern))
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, regex)
        elif isinstance(pattern, URLPattern) and not (pattern.name or "").startswith("wagtail"):
            yield pattern.name or "", regex


def _for_scripts(regex: str) -> str:
    """Return a Python regular expression of an address as JavaScript reads it, without its own beginning."""
    return re.sub(r"\(\?P<\w+>", "(?:", regex).replace(r"\Z", "$").replace(r"\A", "").removeprefix("^")


def shell_files() -> list[ShellFile]:
    """Return what is stored at install: style, script, icon, and the offline page of each language."""
    urls = [staticfiles_storage.url(name) for name in SHELL if finders.find(name) or _collected(name)]
    files: list[ShellFile] = [{"url": url, "revision": None if _hashed() else _digest(url)} for url in urls]
    for language in languages.LANGUAGES:
        with translation.override(language.code):
            words = render_to_string("cms/components/offline_words.html")
        files.append({"url": address_in(language, "offline"), "revision": _digest(words + "".join(urls))})
    return files


def worker_source() -> str:
    """Return the text of ``/sw.js``."""
    built = _built_worker() if settings.OFFLINE else ""
    if not built:
        return REMOVES_ITSELF
    literals: Mapping[str, object] = {MANIFEST_LITERAL: shell_files(), SITE_LITERAL: site()}
    for literal, value in literals.items():
        built = built.replace(literal, json.dumps(value, ensure_ascii=True), 1)
    return built


def _built_worker() -> str:
    if _collected(WORKER):
        with staticfiles_storage.open(WORKER) as file:
            return file.read().decode("utf-8")
    path = finders.find(WORKER)
    if isinstance(path, str):
        with open(path, encoding="utf-8") as source:
            return source.read()
    return ""


def _hashed() -> bool:
    return hasattr(staticfiles_storage, "hashed_files") and not settings.DEBUG


def _collected(name: str) -> bool:
    storage: Any = staticfiles_storage
    return _hashed() and storage.hash_key(name) in storage.hashed_files


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
