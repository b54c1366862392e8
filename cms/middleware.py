"""Request log, security headers, health, language aliases: small middlewares, in the order of settings.MIDDLEWARE.

The page cache stands outside all of them (``cms/page_cache.py``); the client's address is ``cms/client_addresses.py``.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language

from cms import languages
from cms.domain import offline
from cms.own_settings import own_settings
from cms.views import health

Handler = Callable[[HttpRequest], HttpResponseBase]

LANGUAGE_FREE_PREFIXES = ("/admin/", "/documents/", "/media/", "/static/", "/.well-known/")

PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
PREVIEW_POLICY = PUBLIC_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
"""Of a public page that an editor sees in the editor's preview panel, which is a frame."""
ADMIN_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-src 'self'; frame-ancestors 'self'"
)
FEATURES_OFF = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope hid "
    "identity-credentials-get idle-detection local-fonts magnetometer microphone midi otp-credentials payment "
    "picture-in-picture publickey-credentials-create publickey-credentials-get screen-wake-lock serial "
    "storage-access usb window-management xr-spatial-tracking"
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in FEATURES_OFF.split())
PRIVATE = "no-store, private"
PUBLIC_PAGE = "public, max-age=60"
ADMIN_PREFIX = "/admin/"
SIGN_IN_PREFIXES = (
    "/admin/login/",
    "/admin/logout/",
    "/admin/password/",
    "/admin/inactive/",
    "/admin/reauthenticate/",
    "/admin/account/two-factor/",
)
SESSION_BEGAN, SESSION_SEEN, SESSION_NOTED_EVERY_SECONDS = "began_at", "seen_at", 300
HEALTH_VIEWS = {"/healthz": health.healthz, "/readyz": health.readyz}
FIRST_SEGMENT = re.compile(r"/([^/]+)(.*)", re.DOTALL)

request_logger = logging.getLogger("samverka.requests")


def request_log(get_response: Handler) -> Handler:
    """Write one line a request: route name, status, milliseconds, user id. Never a path, a query or an address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request.request_id = uuid.uuid4().hex[:16]
        response = get_response(request)
        match = getattr(request, "resolver_match", None)
        user = getattr(request, "_cached_user", None)  # only if the view has asked: logging costs no query
        request_logger.log(
            logging.ERROR if response.status_code >= 500 else logging.INFO,
            "request",
            extra={
                "request_id": request.request_id,
                "route": (match.view_name or match._func_path) if match else _route_without_match(request),
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
                "user_id": getattr(user, "pk", None),
            },
        )
        return response

    return middleware


def _route_without_match(request: HttpRequest) -> str:
    if request.path_info.startswith(settings.STATIC_URL):
        return "static"
    return request.path_info.strip("/") if request.path_info in HEALTH_VIEWS else "unmatched"


def security_headers(get_response: Handler) -> Handler:
    """Set the headers of trust.md 3.4 on every answer, errors and static files too; decide what may be cached.

    A view may set its own Content-Security-Policy, Permissions-Policy, Referrer-Policy or Cache-Control; a ``public``
    one stands only for an anonymous GET or HEAD without any cookie, in and out.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        headers = response.headers
        in_admin = request.path_info.startswith(ADMIN_PREFIX) and not request.path_info.startswith(SIGN_IN_PREFIXES)
        # Wagtail sends a preview through all middleware, as a request for the page's own address, and marks it.
        public_policy = PREVIEW_POLICY if getattr(request, "is_preview", False) else PUBLIC_POLICY
        headers.setdefault("Content-Security-Policy", ADMIN_POLICY if in_admin else public_policy)
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if own_settings.HTTPS:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if not request.path_info.startswith(settings.STATIC_URL):
            _set_cache_control(request, response)
        return response

    return middleware


def _set_cache_control(request: HttpRequest, response: HttpResponseBase) -> None:
    headers = response.headers
    control = headers.get("Cache-Control")
    open_to_all = (
        request.method in ("GET", "HEAD")
        and not request.META.get("HTTP_COOKIE")
        and "HTTP_AUTHORIZATION" not in request.META
        and not response.cookies
        and not request.META.get("CSRF_COOKIE")
        and not request.path_info.startswith(ADMIN_PREFIX)
    )
    if control is None and open_to_all and response.status_code == 200 and is_wagtail_page(request):
        control = PUBLIC_PAGE
    elif control is None or ("public" in control and not open_to_all):
        control = PRIVATE
    headers["Cache-Control"] = control
    headers.pop(offline.HEADER, None)
    if offline.may_be_kept(request, response):
        headers[offline.HEADER] = "1"
    if "public" in control and open_to_all:
        patch_vary_headers(response, ["Cookie"])


def is_wagtail_page(request: HttpRequest) -> bool:
    """Return whether the answer is a page of the tree, served by Wagtail to a reader whom nothing restricts.

    A password form of a restricted page is served at the same route: its CSRF token gives it away, elsewhere.
    """
    match = getattr(request, "resolver_match", None)
    return match is not None and match.url_name == "wagtail_serve"


def health_endpoints(get_response: Handler) -> Handler:
    """Answer ``/healthz`` and ``/readyz`` before the host is looked at: a probe asks by the machine's own address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        view = HEALTH_VIEWS.get(request.path_info)
        return view(request) if view else get_response(request)

    return middleware


def session_limits(get_response: Handler) -> Handler:
    """End a signed-in session after 60 minutes without a request, and after 12 hours in all.

    The last request is noted at most every five minutes, so that reading does not write.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = int(time.time())
            session = request.session
            began = session.setdefault(SESSION_BEGAN, now)
            seen = session.setdefault(SESSION_SEEN, now)
            if now - seen >= own_settings.SESSION_IDLE_SECONDS or now - began >= settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen >= SESSION_NOTED_EVERY_SECONDS:
                session[SESSION_SEEN] = now
        return get_response(request)

    return middleware


class PathLanguageMiddleware(LocaleMiddleware):
    """Django's, but a missing address of the admin or of files stays a 404 instead of leading to ``/sv/admin/…``."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.startswith(LANGUAGE_FREE_PREFIXES):
            response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
            return response
        return super().process_response(request, response)


def language_aliases(get_response: Handler) -> Handler:
    """Lead other spellings of a language prefix (``/FA-AF/``, ``/prs/``) to the right one: 301, GET and HEAD only.

    Rest of path and query are kept. Not done by a URL pattern, which would break every ``reverse()``.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            target = path_in_right_language(request.path_info)
            if target is not None:
                query = request.META.get("QUERY_STRING", "")
                address = escape_uri_path(target) + (f"?{query}" if query else "")
                return HttpResponsePermanentRedirect(address)
        return get_response(request)

    return middleware


def path_in_right_language(path: str) -> str | None:
    """Return the path with the language's own prefix, ``None`` when the path needs no change."""
    match = FIRST_SEGMENT.fullmatch(path)
    if match is None:
        return None
    segment, rest = match.groups()
    lower = segment.lower()
    code = languages.ALIASES.get(lower) or (lower if lower in languages.BY_CODE else None)
    if code is None or code == segment:
        return None
    return f"/{code}{rest or '/'}"
