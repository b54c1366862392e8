"""Headers on every answer, who may be cached, language aliases, root, health, the request log."""

import json
import logging
import re

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from cms import languages
from cms.logs import JsonFormatter
from cms.middleware import ADMIN_POLICY, PUBLIC_POLICY, language_aliases, path_in_right_language, security_headers
from cms.urls import urlpatterns as site_urls
from cms.views.root import best_language

PREFIXES = [*languages.ALIASES, "fa-af"]


def public_view(request):
    response = HttpResponse("<p>words</p>")
    response["Cache-Control"] = "public, max-age=900"
    return response


def cookie_view(request):
    response = public_view(request)
    response.set_cookie("a", "b")
    return response


def crash_view(request):
    raise RuntimeError("anna@example.org")


urlpatterns = [
    path("test/public", public_view),
    path("test/cookie", cookie_view),
    path("test/plain", lambda request: HttpResponse("private by default")),
    path("test/crash", crash_view, name="crash"),
    *site_urls,
]

handler404 = "cms.views.errors.page_not_found"
handler500 = "cms.views.errors.server_error"


@pytest.fixture
def site(db):
    with override_settings(ROOT_URLCONF=__name__):
        client = Client(raise_request_exception=False)
        yield client


def spellings(prefix):
    return [prefix, prefix.upper(), prefix.title(), prefix.swapcase(), prefix[0].upper() + prefix[1:]]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_alias_leads_to_the_right_prefix_once_and_keeps_path_and_query(prefix):
    code = languages.ALIASES.get(prefix, prefix)
    middleware = language_aliases(lambda request: HttpResponse("passed"))
    for spelling in spellings(prefix):
        for rest in ("/", "/calendar/x/", ""):
            response = middleware(RequestFactory().get(f"/{spelling}{rest}", {"q": "å&b", "page": "2"}))
            if spelling == code:
                assert response.content == b"passed"
                continue
            assert response.status_code == 301
            target, _mark, query = response["Location"].partition("?")
            assert target == f"/{code}{rest or '/'}"
            assert query == "q=%C3%A5%26b&page=2"
            assert path_in_right_language(target) is None


def test_alias_is_for_reading_only_and_leaves_other_paths_alone():
    middleware = language_aliases(lambda request: HttpResponse("passed"))
    assert middleware(RequestFactory().post("/prs/")).content == b"passed"
    for address in ("/", "/sv/", "/fa-af/x/", "/admin/", "/farsi/", "/svenska/", "/static/fa/", "//example.org/"):
        assert middleware(RequestFactory().get(address)).content == b"passed"
    assert middleware(RequestFactory().head("/FA/"))["Location"] == "/fa-af/"
    assert middleware(RequestFactory().get("/fa//example.org/"))["Location"] == "/fa-af//example.org/"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("prs", "fa-af"),
        ("prs-AF", "fa-af"),
        ("fa", "fa-af"),
        ("fa-IR", "fa-af"),
        ("fa-AF,fa;q=0.9", "fa-af"),
        ("sv-FI", "sv"),
        ("en-GB", "en"),
        ("ps", "sv"),
        ("de", "sv"),
        ("*", "sv"),
        ("", "sv"),
        ("ar, fa;q=0.5", "fa-af"),
        ("de, en;q=0.3", "en"),
        ("\x00;;;q", "sv"),
    ],
)
def test_root_speaks_the_best_language(header, code):
    assert best_language(header) == code


def test_root_redirects_without_cookie_and_says_what_it_varies_by(site):
    response = site.get("/", headers={"accept-language": "fa-IR"}, HTTP_COOKIE="django_language=en")
    assert (response.status_code, response["Location"]) == (302, "/fa-af/")
    assert response["Cache-Control"] == "no-cache"
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 302),
        ("/healthz", 200),
        ("/test/public", 200),
        ("/test/plain", 200),
        ("/test/crash", 500),
        ("/sv/no-such-page/", 404),
        ("/admin/login/", 200),
        ("/FA/", 301),
    ],
)
def test_every_answer_has_the_headers(site, address, status):
    response = site.get(address)
    assert response.status_code == status
    assert response["Content-Security-Policy"] == PUBLIC_POLICY
    assert "unsafe" not in PUBLIC_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "Strict-Transport-Security" not in response
    assert response["Cache-Control"]


def test_bad_host_is_refused_with_the_headers_and_health_is_not_asked_for_its_host(site):
    with override_settings(ALLOWED_HOSTS=["samverka.example.org"]):
        refused = site.get("/sv/", HTTP_HOST="evil.example.com")
        assert refused.status_code == 400
        assert refused["Content-Security-Policy"] == PUBLIC_POLICY
        assert site.get("/healthz", HTTP_HOST="10.0.0.7").status_code == 200


def test_admin_has_its_own_policy_but_not_its_sign_in(site):
    response = site.get("/admin/pages/")
    assert response.status_code == 302
    assert response["Location"] == "/admin/login/?next=/admin/pages/"
    assert response["Content-Security-Policy"] == ADMIN_POLICY
    assert "frame-ancestors 'self'" in ADMIN_POLICY
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_preview_of_a_page_may_be_framed_by_the_editor_alone(rf):
    def preview(request):
        request.is_preview = True  # as Wagtail's handler of previews does
        return HttpResponse("<p>words</p>")

    policy = security_headers(preview)(rf.get("/sv/news/draft/"))["Content-Security-Policy"]

    assert policy == PUBLIC_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@override_settings(HTTPS=True, SECURE_SSL_REDIRECT=True)
def test_https_gets_hsts_and_plain_http_is_led_there(site):
    plain = site.get("/sv/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/sv/")
    assert site.get("/healthz").status_code == 200
    secure = site.get("/", secure=True)
    assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_public_is_for_anonymous_readers_without_any_cookie(site):
    response = site.get("/test/public")
    assert response["Cache-Control"] == "public, max-age=900"
    assert response["X-Offline"] == "1"
    for cookie in ("session=x", "csrf=x", "link-registration=x", "anything=x"):
        response = site.get("/test/public", HTTP_COOKIE=cookie)
        assert response["Cache-Control"] == "no-store, private", cookie
        assert "X-Offline" not in response
    assert site.get("/test/public", HTTP_AUTHORIZATION="Basic eA==")["Cache-Control"] == "no-store, private"
    assert site.post("/test/public")["Cache-Control"] == "no-store, private"
    assert site.get("/test/cookie")["Cache-Control"] == "no-store, private"
    assert site.get("/test/plain")["Cache-Control"] == "no-store, private"
    assert "X-Offline" not in site.get("/test/plain")


def test_a_page_that_used_a_csrf_token_is_never_public():
    def view(request):
        from django.middleware.csrf import get_token

        get_token(request)
        response = HttpResponse("form")
        response["Cache-Control"] = "public, max-age=60"
        return response

    response = security_headers(view)(RequestFactory().get("/sv/"))
    assert response["Cache-Control"] == "no-store, private"


def test_readiness_tells_details_only_to_the_token(site, settings):
    settings.HEALTH_TOKEN = "let-me-see"
    assert set(site.get("/readyz").json()) == {"state"}
    assert set(site.get("/readyz?token=let-me-see").json()) == {"state"}
    told = site.get("/readyz", headers={"x-health-token": "let-me-see"}).json()
    assert {"state", "failed", "degraded"} <= set(told)


def test_request_log_names_the_route_never_path_query_or_person(site, caplog):
    with caplog.at_level(logging.INFO, logger="samverka.requests"):
        site.get("/test/crash?token=SECRET-CANARY")
        site.get("/sv/SECRET-CANARY/")
    lines = [JsonFormatter().format(record) for record in caplog.records if record.name == "samverka.requests"]
    assert len(lines) == 2
    assert all("CANARY" not in line for line in lines)
    first = json.loads(lines[0])
    assert (first["route"], first["status"], first["level"]) == ("crash", 500, "error")
    assert re.fullmatch("[0-9a-f]{16}", first["request_id"])


@pytest.mark.django_db
def test_session_ends_after_an_idle_hour_and_after_twelve_hours(client, monkeypatch):
    import time

    user = get_user_model().objects.create_superuser("admin", "admin@example.org", "pw")
    began = time.time()
    now = [began]
    monkeypatch.setattr("cms.middleware.time.time", lambda: now[0])

    def is_in():
        return client.get("/admin/account/").status_code == 200

    client.force_login(user)
    assert is_in()
    now[0] = began + 59 * 60
    assert is_in()
    now[0] = began + 119 * 60 + 1
    assert not is_in()
    client.force_login(user)
    for minutes in range(0, 720, 50):
        now[0] = began + 10_000 + minutes * 60
        assert is_in(), minutes
    now[0] = began + 10_000 + 720 * 60
    assert not is_in()


@pytest.mark.django_db
def test_lines_of_django_hold_no_path_for_a_path_may_be_a_personal_link(caplog):
    client = Client(enforce_csrf_checks=True)

    client.post("/sv/link/a-secret-token/", {"go": "on"})

    records = [record for record in caplog.records if record.name.startswith("django.")]
    assert any("a-secret-token" in record.getMessage() for record in records)
    lines = [JsonFormatter().format(record) for record in records]
    assert not any("a-secret-token" in line for line in lines)
    assert json.loads(lines[0])["status"] == 403
