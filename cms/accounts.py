"""How allauth is used here: sign-in only, mails through the outbox, links from the site's own address."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.domain.mail import address_hash, queue_mail
from cms.own_settings import own_settings

MAIL_TEMPLATES = {
    "account/email/password_reset_key": "cms/mail/password_reset",
    "account/email/unknown_account": "cms/mail/password_reset_unknown",
}
MINUTES_BETWEEN_MAILS = 15


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; at most one of a kind to an address in 15 minutes. Other mails of allauth are not sent."""
        template = MAIL_TEMPLATES.get(template_prefix)
        if template is None:
            return
        now = timezone.now()
        kind = template.rpartition("/")[2]
        slot = int(now.timestamp()) // (MINUTES_BETWEEN_MAILS * 60)
        with transaction.atomic():
            queue_mail(
                kind=kind,
                template=template,
                to_address=email,
                language=get_language() or settings.LANGUAGE_CODE,
                dedup_key=f"{kind}/{address_hash(email)}/{slot}",
                context={"url": context.get("password_reset_url", ""), "name": context.get("username", "")},
                now=now,
            )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address in the mail: from the site's setting, never from the request's Host header (A16)."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return own_settings.PUBLIC_URL + path.replace("UID-KEY", quote(key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_account")


def sign_in_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return what somebody typed to sign in with, for counting failures: user name or address, in lower case."""
    values = credentials or {}
    typed = values.get("username") or values.get("email") or request.POST.get("login") or ""
    return str(typed).strip().lower()[:250]


def two_factor_menu_item(request: HttpRequest) -> dict[str, Any]:
    """Return the way to two-factor sign-in on Wagtail's page of one's own settings."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Two-factor sign-in"),
        "help_text": _("Ask for a code from your phone besides the password, and get recovery codes."),
    }
