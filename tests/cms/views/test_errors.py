"""Error pages in the reader's language; the one for 500 asks nothing of the database."""

import pytest
from django.test import Client, RequestFactory

from cms.views import errors
from tests.factories.cms import make_home

LANGUAGES = [("sv", 'lang="sv" dir="ltr"'), ("en", 'lang="en" dir="ltr"'), ("fa-af", 'lang="fa-AF" dir="rtl"')]


@pytest.mark.parametrize(("code", "attributes"), LANGUAGES)
@pytest.mark.parametrize("view", [errors.server_error, errors.bad_request])
def test_500_and_400_are_rendered_without_database_in_the_language_of_the_address(code, attributes, view):
    # no django_db mark: any query would raise
    response = view(RequestFactory().get(f"/{code}/calendar/"))

    html = response.content.decode()
    assert response.status_code in (400, 500)
    assert f"<html {attributes}>" in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("path", ["/", "/admin/", "/fa-af", "/PRS/x", "//", "/healthz"])
def test_500_bears_any_address(path):
    assert errors.server_error(RequestFactory().get(path)).status_code == 500


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "attributes"), LANGUAGES)
def test_404_is_in_the_language_of_the_address(code, attributes):
    make_home()

    response = Client().get(f"/{code}/no-such-page/")

    assert response.status_code == 404
    assert f"<html {attributes}>" in response.content.decode()
    assert response.cookies == {}


@pytest.mark.django_db
def test_form_without_token_is_answered_kindly():
    make_home()
    client = Client(enforce_csrf_checks=True)

    response = client.post("/sv/accessibility/tell/", {"text": "x"})

    assert response.status_code == 403
    assert "Formuläret kunde inte tas emot" in response.content.decode()
