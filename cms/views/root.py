"""The root address leads to the start page in the reader's best language (languages.md rules 1 and 2)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from cms import languages


def root(request: HttpRequest) -> HttpResponse:
    """Answer 302 to ``/sv/``, ``/en/`` or ``/fa-af/`` by Accept-Language; no cookie decides."""
    response = HttpResponseRedirect(f"/{best_language(request.headers.get('Accept-Language', ''))}/")
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def best_language(accepted: str) -> str:
    """Return the code of our language that an Accept-Language header likes best; Swedish when it names none."""
    for wanted, _weight in parse_accept_lang_header(accepted.lower()):
        if wanted == "*":
            break
        try:
            code = get_supported_language_variant(wanted)
        except LookupError:
            continue
        if code in languages.BY_CODE:
            return code
    return languages.SOURCE_LANGUAGE.code
