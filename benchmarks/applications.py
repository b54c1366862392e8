"""What our pages are compared with: the same bytes from bare WSGI, from a Django view, and as a file of WhiteNoise.

The bytes are read from the file named by ``BENCH_BYTES``: a guidance page, ready compressed, as our cache sends it.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

BODY_FILE = Path(os.environ["BENCH_BYTES"])
BODY = BODY_FILE.read_bytes()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "br"),
    ("Vary", "Accept-Encoding"),
    ("Content-Length", str(len(BODY))),
]


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer every request with the bytes: the least that the server can do."""
    start_response("200 OK", HEADERS)
    return [BODY]


def constant_django() -> Callable[..., Any]:
    """Return a Django with the middleware of a new project and one view that returns the bytes."""
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(BODY, headers=dict(HEADERS))

    settings.configure(
        SECRET_KEY="benchmarks-only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=type("urls", (), {"urlpatterns": [path("page/", view)]}),
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        LOGGING_CONFIG=None,
    )
    django.setup(set_prefix=False)
    return get_wsgi_application()


def whitenoise_file() -> Callable[..., Any]:
    """Return WhiteNoise round the bare application, with the bytes as a file that lies beside its compressed form."""
    from whitenoise import WhiteNoise

    return WhiteNoise(bare, root=str(BODY_FILE.parent / "files"), prefix="files/")


FACTORIES = {"constant_django": constant_django, "whitenoise_file": whitenoise_file, "bare": lambda: bare}
application = FACTORIES[os.environ["BENCH_APPLICATION"]]()
