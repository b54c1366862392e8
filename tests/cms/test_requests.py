"""Requests are read as UTF-8, whatever charset they name."""

import io

import pytest
from django.test import RequestFactory

from cms.requests import SiteHandler, Utf8Request
from cms.wsgi import application

CHARSETS = ["base64", "rot13", "unicode_escape", "utf-16", "latin-1"]


def environ_of(method, path, kind, body=b""):
    address, _mark, query = path.partition("?")
    return RequestFactory()._base_environ(
        **{
            "REQUEST_METHOD": method,
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "HTTP_HOST": "localhost",
        }
    )


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_query_is_read_as_utf8(charset):
    request = Utf8Request(environ_of("GET", "/?q=%C3%A5", f"text/plain; charset={charset}"))

    assert request.GET["q"] == "å"


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_is_read_as_utf8(charset, kind):
    parts = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nÅsa\r\n--x--\r\n'
    body = parts.encode() if "boundary" in kind else b"name=%C3%85sa"

    request = Utf8Request(environ_of("POST", "/", f"{kind}; charset={charset}", body))

    assert request.POST["name"] == "Åsa"


def test_the_site_is_served_with_such_requests():
    assert isinstance(application.application, SiteHandler)
    assert SiteHandler.request_class is Utf8Request
