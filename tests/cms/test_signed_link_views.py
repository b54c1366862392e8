"""Mailed links: a GET changes nothing, a POST swaps the token for a short cookie and a clean address."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from cms.domain.signed_links import issue_link, revoke_links
from cms.models import SignedLink
from cms.urls import urlpatterns as site_urls
from cms.views.signed_links import SignedLinkView, linked_subject


class TestLinkView(SignedLinkView):
    __test__ = False
    purpose = "test"
    clean_url_name = "clean"


def clean_view(request):
    return HttpResponse(linked_subject(request, "test", clean_view.now or timezone.now()) or "nobody")


clean_view.now = None

urlpatterns = [
    path("test/link/<str:token>/", TestLinkView.as_view()),
    path("test/mine/", clean_view, name="clean"),
    *site_urls,
]


@pytest.fixture
def client(db):
    clean_view.now = None
    with override_settings(ROOT_URLCONF=__name__):
        yield Client()


def issue(subject="registration/1", days=30):
    now = timezone.now()
    return issue_link(purpose="test", subject=subject, expires_at=now + timedelta(days=days), now=now)


def test_fifty_gets_change_nothing_and_show_one_button(client):
    token = issue()
    for _ in range(50):
        response = client.get(f"/test/link/{token}/")
        assert response.status_code == 200
    assert SignedLink.objects.get().used_at is None
    assert response.content.count(b'type="submit"') == 1
    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response["Cache-Control"]
    assert not any(name.startswith("link-") for name in client.cookies)


def test_post_leads_to_a_clean_address_with_a_cookie_for_half_an_hour(client):
    token = issue()
    response = client.post(f"/test/link/{token}/")
    assert (response.status_code, response["Location"]) == (303, "/test/mine/")
    cookie = response.cookies["link-test"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["max-age"], cookie["secure"]) == ("Lax", 1800, "")
    assert token not in cookie.value
    assert client.get("/test/mine/").content == b"registration/1"
    assert SignedLink.objects.get().used_at is not None
    clean_view.now = timezone.now() + timedelta(minutes=31)
    assert client.get("/test/mine/").content == b"nobody"


def test_revoked_link_ends_the_cookie_too(client):
    client.post(f"/test/link/{issue()}/")
    revoke_links(purpose="test", subject="registration/1", now=timezone.now())
    assert client.get("/test/mine/").content == b"nobody"


def test_forged_or_foreign_cookie_is_nobody(client):
    client.post(f"/test/link/{issue()}/")
    value = client.cookies["link-test"].value
    for forged in (value[:-2] + "xx", "a:b", "", value.replace(":", ".", 1)):
        client.cookies["link-test"] = forged
        assert client.get("/test/mine/").content == b"nobody"


@override_settings(HTTPS=True)
def test_over_https_the_cookie_is_secure_and_bound_to_the_host(client):
    response = client.post(f"/test/link/{issue()}/", secure=True)
    cookie = response.cookies["__Host-link-test"]
    assert cookie["secure"]
    assert cookie["path"] == "/"


@pytest.mark.parametrize("language", ["sv", "en", "fa-AF"])
def test_dead_links_say_so_kindly_and_tell_unknown_from_expired_only(client, language):
    expired = issue(subject="registration/2", days=-1)
    for token in (expired, "x" * 43):
        for method in (client.get, client.post):
            response = method(f"/test/link/{token}/", headers={"accept-language": language})
            assert response.status_code == 410
            assert b'type="submit"' not in response.content
            assert response["Referrer-Policy"] == "strict-origin"
