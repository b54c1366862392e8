"""Sign-in by allauth in front of Wagtail's admin: lockout, two factors, POST sign-out, new passwords by mail."""

import re

import pytest
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.test import Client

from cms.domain.mail import read_mail
from cms.models import OutgoingMail

PASSWORD = "correct horse battery"
LOGIN = "/admin/login/"


@pytest.fixture
def user(db):
    return get_user_model().objects.create_superuser("anna", "anna@example.org", PASSWORD)


def sign_in(client, name="anna", password=PASSWORD, *, data_next="", **changes):
    return client.post(LOGIN, {"login": name, "password": password, "next": data_next}, **changes)


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("name", ["anna", "anna@example.org", "ANNA@example.org"])
def test_name_or_address_and_password_open_the_admin(client, user, name):
    response = client.post(
        f"{LOGIN}?next=/admin/pages/", {"login": name, "password": PASSWORD, "next": "/admin/pages/"}
    )
    assert (response.status_code, response["Location"]) == (302, "/admin/pages/")
    assert client.get("/admin/").status_code == 200


def test_admin_leads_to_sign_in_and_back(client, user):
    response = client.get("/admin/")
    assert response["Location"] == f"{LOGIN}?next=/admin/"


@pytest.mark.parametrize("target", ["https://evil.example.com/", "//evil.example.com", "/\\evil.example.com"])
def test_next_never_leads_away(client, user, target):
    response = sign_in(client, data_next=target)
    assert response["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("language", "words", "direction"),
    [("sv", "Logga in", "ltr"), ("en", "Sign in", "ltr"), ("fa-AF", "ورود", "rtl")],
)
def test_page_is_ours_in_three_languages_with_labels_and_no_inline_script(client, db, language, words, direction):
    html = client.get(LOGIN, headers={"accept-language": language}).content.decode()
    assert words in html
    assert f'dir="{direction}"' in html.partition(">")[0] + html[:300]
    assert html.count("<h1") == 1
    assert 'name="login"' in html
    assert re.search(r"<label[^>]*for=\"id_login\"", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", html)


def test_wrong_name_and_wrong_password_look_the_same(client, user):
    def answer(name):
        html = sign_in(client, name, "wrong").content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|value="[^"]*"', "", html)

    assert answer("anna") == answer("nobody")


def test_fifth_failure_locks_name_and_address_for_a_while(client, user, settings):
    settings.AXES_ENABLED = True
    for _ in range(4):
        assert sign_in(client, password="wrong").status_code == 200
    locked = sign_in(client, password="wrong")
    assert locked.status_code == 429
    assert b"<h1" in locked.content
    assert sign_in(client).status_code == 429
    assert sign_in(client, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_failures_by_mail_address_count_too(client, user, settings):
    settings.AXES_ENABLED = True
    answers = [sign_in(client, "anna@example.org", "wrong").status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]


def test_sign_up_is_closed(client, db):
    response = client.get("/admin/signup/")
    assert response.status_code == 200
    assert b'name="password1"' not in response.content
    client.post(
        "/admin/signup/",
        {"email": "x@example.org", "username": "x", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not get_user_model().objects.exists()


def test_sign_out_is_a_post(client, user):
    client.force_login(user)
    assert b'method="post"' in client.get("/admin/logout/").content
    assert client.get("/admin/").status_code == 200
    assert client.post("/admin/logout/").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_posts_without_token_are_refused(user):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    client.force_login(user)
    assert client.post("/admin/logout/").status_code == 403


def test_two_factors_are_asked_and_recovery_codes_work_once(client, user):
    secret = "A" * 32
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert mfa_adapter().is_mfa_enabled(user)

    response = sign_in(client)
    assert response["Location"].startswith("/admin/account/two-factor/authenticate/")
    assert client.get("/admin/").status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert page.count("<h1") == 1
    assert client.post(response["Location"], {"code": "000000"}).status_code == 200
    assert client.post(response["Location"], {"code": totp_code(secret)}).status_code == 302
    assert client.get("/admin/").status_code == 200

    for works in (True, False):
        other = Client()
        other.post(LOGIN, {"login": "anna", "password": PASSWORD})
        other.post("/admin/account/two-factor/authenticate/", {"code": codes[0]})
        assert (other.get("/admin/").status_code == 200) is works


def test_two_factor_pages_are_there_and_wagtails_own_settings_too(client, user):
    sign_in(client)
    assert client.get("/admin/account/").status_code == 200
    for address in ("", "totp/activate/", "recovery-codes/generate/"):
        response = client.get(f"/admin/account/two-factor/{address}", follow=True)
        assert response.status_code in (200, 404), address
        if response.status_code == 200:
            assert response.content.count(b"<h1") == 1


def test_new_password_by_mail_uses_the_sites_own_address(client, user, settings):
    response = client.post("/admin/password/reset/", {"email": "anna@example.org"}, HTTP_HOST="evil.example.com")
    assert response.status_code == 302
    mail = OutgoingMail.objects.get()
    text = read_mail(mail).text
    link = next(word for word in text.split() if word.startswith("http"))
    assert link.startswith(settings.PUBLIC_URL + "/admin/password/reset/key/")
    page = client.get(link.removeprefix(settings.PUBLIC_URL), follow=True)
    assert page.content.count(b"<h1") == 1
    address = page.redirect_chain[-1][0]
    new = "a new and long one 7"
    client.post(address, {"password1": new, "password2": new})
    assert sign_in(Client(), password=new).status_code == 302


def test_unknown_address_gets_the_same_page_and_one_mail_in_a_quarter(client, user):
    known = client.post("/admin/password/reset/", {"email": "anna@example.org"})
    unknown = client.post("/admin/password/reset/", {"email": "nobody@example.org"})
    client.post("/admin/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert sorted(OutgoingMail.objects.values_list("kind", flat=True)) == ["password_reset", "password_reset_unknown"]


def test_wagtails_own_password_reset_leads_here(client, db):
    assert client.get("/admin/password_reset/")["Location"] == "/admin/password/reset/"
