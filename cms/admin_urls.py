"""Sign-in, sign-out, passwords and two-factor sign-in by allauth, in front of Wagtail's own admin addresses.

Only what is used: no sign-up, no address book of one's own. ``/admin/account/`` stays Wagtail's page of one's settings.
"""

from allauth.account import views
from django.urls import include, path, re_path
from django.views.generic import RedirectView

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("email/", RedirectView.as_view(pattern_name="wagtailadmin_account"), name="account_email"),
    path(
        "email/sent/",
        RedirectView.as_view(pattern_name="account_login"),
        name="account_email_verification_sent",
    ),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", RedirectView.as_view(pattern_name="account_reset_password"), name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("account/two-factor/", include("allauth.mfa.urls")),
]
