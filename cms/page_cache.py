"""The outermost WSGI layer: ready bytes of public pages, kept until something public changes.

Only anonymous GET and HEAD requests for answers that say ``public`` and set no cookie. An entry stands as long as the
generation does (``cms/domain/generation.py``; read at most every 100 ms, and at once after this process's own writes),
at most its ``max-age``, at most 60 seconds, and never past the turn of the minute: what opens or ends at a clock time
is right from its first second. All headers are kept, also for 304. Misses go to Django unchanged.

One request renders, others for the same page wait for it. Nothing old is ever served instead.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

import brotli
from django.conf import settings
from django.db import connections

from cms.domain.generation import current_generation, own_writes
from cms.http_conditions import chosen_coding, max_age, names_etag, unchanged_since
from cms.own_settings import own_settings

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

GENERATION_READ_EVERY = 0.1
LONGEST_AGE = 60.0
LONGEST_WAIT = 5.0
MOST_BYTES = 64 * 1024 * 1024
MOST_BYTES_OF_ONE = 4 * 1024 * 1024
LEAST_BYTES_TO_COMPRESS = 300
BROTLI_QUALITY = 6
ENTRY_OVERHEAD_BYTES = 2048
MOST_KEYS_NOT_KEPT = 2000
SECONDS_BETWEEN_MOVES = 1.0
MOST_QUERY_LENGTH = 300
NEVER_CACHED = ("/admin/", "/documents/", "/static/", "/media/")
QUERY_NAMES = frozenset(
    {"page", "kind", "network", "county", "municipality", "topic", "audience", "from", "month", "view", "state", "tag"}
)
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "application/manifest+json")
HARMLESS_VARY = frozenset({"accept-encoding", "cookie", ""})
LEFT_OUT_OF_304 = frozenset({"content-length", "content-encoding", "content-type"})


@dataclass
class Variant:
    """The bytes of one content coding and the headers that go with them."""

    body: bytes
    headers: Headers
    headers_of_304: Headers


@dataclass
class Entry:
    """One kept answer: as Django wrote it, and its ready codings."""

    generation: int
    until: float
    status: str
    headers: Headers
    body: bytes
    etag: str
    compressible: bool
    variants: dict[str, Variant] = field(default_factory=dict)
    etags: frozenset[str] = frozenset()
    last_modified: str = ""
    moved_at: float = 0.0

    def size(self) -> int:
        """Return about how many bytes of memory the entry takes; the uncoded variant shares its bytes."""
        return (
            ENTRY_OVERHEAD_BYTES + len(self.body) + sum(len(each.body) for name, each in self.variants.items() if name)
        )


class GenerationReader:
    """Reads the generation at most every 100 ms, with a database connection of its own."""

    def __init__(self, *, every: float = GENERATION_READ_EVERY) -> None:
        self.every = every
        self.lock = threading.Lock()
        self.connection: Any = None
        self.number: int | None = None
        self.read_at = float("-inf")
        self.writes_seen = -1

    def __call__(self) -> int | None:
        if self._is_fresh():
            return self.number
        with self.lock:
            if not self._is_fresh():
                writes, read_at = own_writes.count, time.monotonic()
                if self.connection is None and not own_settings.REDIS_URL:
                    self.connection = connections.create_connection("default")
                    self.connection.inc_thread_sharing()
                self.number = current_generation(self.connection)
                self.writes_seen, self.read_at = writes, read_at
            return self.number

    def _is_fresh(self) -> bool:
        return self.writes_seen == own_writes.count and time.monotonic() - self.read_at < self.every

    def close(self) -> None:
        with self.lock:
            if self.connection is not None:
                self.connection.close()
                self.connection = None
            self.read_at = float("-inf")


class PageCache:
    """The WSGI application that answers from memory, or passes the request on to Django and may keep its answer."""

    def __init__(
        self,
        application: Application,
        *,
        read_generation: Callable[[], int | None] | None = None,
        most_bytes: int = MOST_BYTES,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self.application = application
        self.read_generation = read_generation or GenerationReader()
        self.most_bytes = most_bytes
        self.wall_clock = wall_clock
        self.entries: OrderedDict[tuple[str, ...], Entry] = OrderedDict()
        self.bytes = 0
        self.lock = threading.Lock()
        self.rendering: dict[tuple[str, ...], threading.Event] = {}
        self.not_kept: OrderedDict[tuple[str, ...], int] = OrderedDict()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = cache_key(environ)
        if key is None:
            return self.application(environ, start_response)
        generation = self.read_generation()
        if generation is None:
            return self.application(environ, start_response)
        entry = self.entries.get(key)
        if entry is not None and entry.generation == generation and self.wall_clock() < entry.until:
            return self._answer(key, entry, environ, start_response)
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_COOKIE") or self.not_kept.get(key) == generation:
            return self.application(environ, start_response)
        return self._render_once(key, generation, environ, start_response)

    def _render_once(
        self, key: tuple[str, ...], generation: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        with self.lock:
            done = self.rendering.get(key)
            is_first = done is None
            if done is None:
                done = self.rendering[key] = threading.Event()
        if not is_first:
            done.wait(LONGEST_WAIT)
            entry = self.entries.get(key)
            if entry is not None and entry.generation == self.read_generation() and self.wall_clock() < entry.until:
                return self._answer(key, entry, environ, start_response)
            return self.application(environ, start_response)
        try:
            return self._render(key, generation, environ, start_response)
        finally:
            with self.lock:
                self.rendering.pop(key, None)
            done.set()

    def _render(
        self, key: tuple[str, ...], generation: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        began = self.wall_clock()
        seen: dict[str, Any] = {}

        def keep_start(status: str, headers: Headers, exc_info: Any = None) -> None:
            seen["status"], seen["headers"], seen["exc_info"] = status, list(headers), exc_info

        iterable = self.application(environ, keep_start)
        status, headers = seen.get("status", ""), seen.get("headers", [])
        if seen.get("exc_info") or not may_keep(status, headers):
            if not status.startswith(("304", "5")):
                self._note_not_kept(key, generation)
            start_response(status, headers, *([seen["exc_info"]] if seen.get("exc_info") else []))
            return iterable
        chunks, size = [], 0
        rest = iter(iterable)
        for chunk in rest:
            chunks.append(chunk)
            size += len(chunk)
            if size > MOST_BYTES_OF_ONE:
                self._note_not_kept(key, generation)
                start_response(status, headers)
                return _Chain(chunks, rest, iterable)
        if hasattr(iterable, "close"):
            iterable.close()
        entry = make_entry(status, headers, b"".join(chunks), generation=generation, began=began)
        self._keep(key, entry)
        return self._answer(key, entry, environ, start_response)

    def _answer(
        self, key: tuple[str, ...], entry: Entry, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        coding = chosen_coding(environ.get("HTTP_ACCEPT_ENCODING", "")) if entry.compressible else ""
        variant = entry.variants.get(coding)
        if variant is None:
            variant = make_variant(entry, coding)
            with self.lock:
                if self.entries.get(key) is entry and coding not in entry.variants:
                    self.bytes += len(variant.body) if coding else 0
                    entry.variants[coding] = variant
                self._make_room()
        now = self.wall_clock()
        if now - entry.moved_at > SECONDS_BETWEEN_MOVES:
            entry.moved_at = now
            with self.lock:
                if key in self.entries:
                    self.entries.move_to_end(key)
        if _is_known(entry, environ):
            start_response("304 Not Modified", variant.headers_of_304)
            return []
        start_response(entry.status, variant.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]

    def _keep(self, key: tuple[str, ...], entry: Entry) -> None:
        with self.lock:
            old = self.entries.pop(key, None)
            if old is not None:
                self.bytes -= old.size()
            self.entries[key] = entry
            self.bytes += entry.size()
            self._make_room()

    def _make_room(self) -> None:
        while self.bytes > self.most_bytes and self.entries:
            _key, oldest = self.entries.popitem(last=False)
            self.bytes -= oldest.size()

    def _note_not_kept(self, key: tuple[str, ...], generation: int) -> None:
        """Remember that nobody need wait for this answer, until the next generation."""
        with self.lock:
            self.not_kept[key] = generation
            while len(self.not_kept) > MOST_KEYS_NOT_KEPT:
                self.not_kept.popitem(last=False)


class _Chain:
    """The chunks already read, then the rest, with the close of the original iterable."""

    def __init__(self, chunks: list[bytes], rest: Iterator[bytes], iterable: Iterable[bytes]) -> None:
        self.chunks, self.rest, self.iterable = chunks, rest, iterable

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks
        yield from self.rest

    def close(self) -> None:
        if hasattr(self.iterable, "close"):
            self.iterable.close()


def cache_key(environ: Environ) -> tuple[str, ...] | None:
    """Return the key of a request that may be answered from memory, ``None`` for all others.

    Anonymous: no Authorization, and no cookie but the CSRF one (it changes no public page; with it nothing is kept).
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
        return None
    path = environ.get("PATH_INFO", "")
    if path.startswith(NEVER_CACHED) or "HTTP_RANGE" in environ:
        return None
    cookies = environ.get("HTTP_COOKIE")
    if cookies and not _only_harmless(cookies):
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        query = allowed_query(query)
        if query is None:
            return None
    scheme = environ.get("wsgi.url_scheme", "http")
    if own_settings.TRUSTED_PROXIES:
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", scheme)
    return (scheme, environ.get("HTTP_HOST", ""), path, query)


def allowed_query(query: str) -> str | None:
    """Return the query in one canonical form; ``None`` with a name that is not on the list, or too long to be ours."""
    if len(query) > MOST_QUERY_LENGTH:
        return None
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True, max_num_fields=12)
    except ValueError:
        return None
    if any(name not in QUERY_NAMES for name, _value in pairs):
        return None
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))


def _only_harmless(cookies: str) -> bool:
    try:
        return set(SimpleCookie(cookies)) == {settings.CSRF_COOKIE_NAME}
    except CookieError:
        return False


def may_keep(status: str, headers: Headers) -> bool:
    """Return whether an answer may be kept: 200, public, no cookie, not encoded, the same for all anonymous readers."""
    if not status.startswith("200"):
        return False
    control = vary = ""
    for name, value in headers:
        lower = name.lower()
        if lower in ("set-cookie", "content-encoding", "content-range"):
            return False
        if lower == "cache-control":
            control += "," + value.lower()
        elif lower == "vary":
            vary += "," + value.lower()
    words = {word.strip() for word in control.split(",")}
    if "public" not in words or words & {"private", "no-store", "no-cache"} or not max_age(control):
        return False
    return {word.strip() for word in vary.split(",")} <= HARMLESS_VARY


def make_entry(status: str, headers: Headers, body: bytes, *, generation: int, began: float) -> Entry:
    """Return the entry of an answer whose rendering began at ``began`` (seconds of the wall clock)."""
    values = {name.lower(): value for name, value in headers}
    own_tag = values.get("etag", "").removeprefix("W/").strip('"')
    etag = own_tag or hashlib.sha256(body).hexdigest()[:32]
    kept = [(name, value) for name, value in headers if name.lower() not in ("etag", "content-length", "vary")]
    vary = [word.strip() for word in values.get("vary", "").split(",") if word.strip()]
    if "accept-encoding" not in [word.lower() for word in vary]:
        vary.append("Accept-Encoding")
    kept.append(("Vary", ", ".join(vary)))
    return Entry(
        generation=generation,
        until=min(began + min(max_age(values.get("cache-control", "")), LONGEST_AGE), (began // 60 + 1) * 60),
        status=status,
        headers=kept,
        body=body,
        etag=etag,
        compressible=values.get("content-type", "").startswith(COMPRESSIBLE) and len(body) >= LEAST_BYTES_TO_COMPRESS,
        etags=frozenset(f'"{etag}{suffix}"' for suffix in ("", "-br", "-gzip")),
        last_modified=values.get("last-modified", ""),
    )


def _is_known(entry: Entry, environ: Environ) -> bool:
    """Return whether the client has these bytes: by tag, or by date when it names no tag (RFC 9110 §13.2.2)."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags:
        return names_etag(tags, entry.etags)
    return unchanged_since(environ.get("HTTP_IF_MODIFIED_SINCE", ""), entry.last_modified)


def make_variant(entry: Entry, coding: str) -> Variant:
    """Return the bytes and headers of an entry in a content coding (``br``, ``gzip`` or none)."""
    body, headers = entry.body, list(entry.headers)
    if coding == "br":
        body = brotli.compress(entry.body, quality=BROTLI_QUALITY)
    elif coding == "gzip":
        body = gzip.compress(entry.body, compresslevel=6, mtime=0)
    suffix = f"-{coding}" if coding else ""
    if coding:
        headers.append(("Content-Encoding", coding))
    headers += [("ETag", f'"{entry.etag}{suffix}"'), ("Content-Length", str(len(body)))]
    return Variant(body, headers, [each for each in headers if each[0].lower() not in LEFT_OUT_OF_304])
