"""Django's way in from WSGI, with requests that are always read as UTF-8."""

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class Utf8Request(WSGIRequest):
    """A request whose ``charset`` is not asked for.

    Django decodes the query by whatever codec the client names, while it makes the request and before any middleware:
    ``base64``, which decodes no text, was a bare 500, and UTF-16 another query than the page cache's key says.
    """

    @property
    def encoding(self) -> None:
        return None

    @encoding.setter
    def encoding(self, value: str | None) -> None:
        """Leave the charset of the settings."""


class SiteHandler(WSGIHandler):
    """Django's handler with our requests."""

    request_class = Utf8Request
