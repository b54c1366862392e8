"""Pages that are one person's own: never kept by any cache, never named to another site."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase

View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """Set ``no-store`` and ``strict-origin`` on every answer of a view.

    No path leaves the page; ``no-referrer`` would, but with it browsers post ``Origin: null``, which Django refuses.
    """

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return wrapped
