"""The one way in for every mailed ``…/<token>/`` address (trust.md A2).

GET shows a page with one button and changes nothing: mail scanners fetch links. POST swaps the token for a 30-minute
signed cookie and leads to a clean address, so that the token stands in no Referer, log or history after that.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import View

from cms.domain.signed_links import is_active, mark_used, resolve_link
from cms.exceptions import LinkExpired, LinkInvalid
from cms.own_settings import own_settings

COOKIE_LASTS = timedelta(minutes=30)
SALT = "samverka.signed_link"


class SignedLinkView(View):
    """Subclass with ``purpose``, ``clean_url_name`` and the words of the page; the URL has one kwarg ``token``.

    ``again_url_name``: where a new link can be asked for, if anywhere; a dead link leads there.
    """

    purpose: ClassVar[str] = ""
    clean_url_name: ClassVar[str] = ""
    again_url_name: ClassVar[str] = ""
    template_name = "cms/signed_link.html"
    title: "str | Promise" = _("Open your page")
    text: "str | Promise" = _("Press the button to go on. The link is personal: do not pass it on.")
    button: "str | Promise" = _("Go on")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except (LinkInvalid, LinkExpired) as refusal:
            again_url = reverse(self.again_url_name) if self.again_url_name else ""
            context = {"title": self.title, "refusal": refusal, "again_url": again_url}
            response = render(request, self.template_name, context, status=410)
        # The token stays out of Referer; with no-referrer browsers would post "Origin: null", which Django refuses.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        resolve_link(token, purpose=self.purpose, now=timezone.now())
        context = {"title": self.title, "text": self.text, "button": self.button}
        return render(request, self.template_name, context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        link = resolve_link(token, purpose=self.purpose, now=now)
        mark_used(link, now=now)
        response = HttpResponseRedirect(self.get_clean_url(), status=303)
        set_link_cookie(response, self.purpose, subject=link.subject, link_id=link.pk, now=now)
        return response

    def get_clean_url(self) -> str:
        """Return where the reader goes on, without the token."""
        return reverse(self.clean_url_name)


def cookie_name(purpose: str) -> str:
    """Return the name of the cookie of a purpose."""
    return f"{'__Host-' if own_settings.HTTPS else ''}link-{purpose}"


def set_link_cookie(response: HttpResponse, purpose: str, *, subject: str, link_id: int, now: datetime) -> None:
    """Set the cookie that stands for the link for 30 minutes."""
    ends_at = int((now + COOKIE_LASTS).timestamp())
    value = signing.Signer(salt=f"{SALT}.{purpose}").sign_object({"s": subject, "l": link_id, "e": ends_at})
    response.set_cookie(
        cookie_name(purpose),
        value,
        max_age=COOKIE_LASTS,
        path="/",
        secure=own_settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def linked_subject(request: HttpRequest, purpose: str, now: datetime) -> str | None:
    """Return the subject that the reader's cookie stands for; ``None`` without one, after its time, or once revoked."""
    value = request.COOKIES.get(cookie_name(purpose))
    if not value:
        return None
    try:
        kept = signing.Signer(salt=f"{SALT}.{purpose}").unsign_object(value)
    except (signing.BadSignature, ValueError):
        return None
    if now.timestamp() >= kept["e"] or not is_active(kept["l"], purpose=purpose, now=now):
        return None
    return str(kept["s"])


def forget_link(response: HttpResponse, purpose: str) -> None:
    """Take the cookie away (``leave this page``)."""
    response.delete_cookie(cookie_name(purpose), path="/", samesite="Lax")
