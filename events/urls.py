"""Public addresses of events under a language prefix (included by ``cms/urls.py``)."""

from django.urls import path, re_path

from events.codes import PATTERN
from events.views import calendar, groups, invitations, my, own_changes, own_group, personal_calendar, registration

urlpatterns = [
    path("calendar/all.ics", calendar.feed, name="events_feed"),
    re_path(r"^calendar/feed\.(?P<form>ics|atom|json)$", calendar.filtered_feed, name="events_filtered_feed"),
    path("calendar/subscribe/", calendar.subscribe, name="events_subscribe"),
    re_path(rf"^calendar/(?P<code>{PATTERN})\.ics$", calendar.occasion_file, name="events_occasion_ics"),
    re_path(rf"^events/(?P<code>{PATTERN})/register/$", registration.register, name="events_register"),
    re_path(rf"^events/(?P<code>{PATTERN})/group/$", groups.register_group, name="events_group"),
    re_path(r"^events/receipt/(?P<receipt_id>[0-9a-f]{32})/$", registration.receipt, name="events_receipt"),
    path("events/invitation/", invitations.invitation, name="events_invitation"),
    path("events/invitation/register/", invitations.register, name="events_invitation_register"),
    path("events/invitation/colleague/", invitations.colleague, name="events_invitation_colleague"),
    path("events/invitation/<str:token>/", invitations.InvitationLinkView.as_view(), name="events_invitation_link"),
    path("link/<str:token>/", my.RegistrationLinkView.as_view(), name="events_link"),
    path("link/group/<str:token>/", own_group.GroupLinkView.as_view(), name="events_group_link"),
    path("my/group/", own_group.page, name="events_my_group"),
    path("my/group/names/", own_group.name, name="events_my_group_names"),
    path("my/group/release/", own_group.release, name="events_my_group_release"),
    path("my/group/cancel/", own_group.cancel, name="events_my_group_cancel"),
    path("my/", my.my_page, name="events_my"),
    path("my/answers/", my.answers, name="events_answers"),
    path("my/cancel/", my.cancel, name="events_cancel"),
    path("my/confirm/", my.confirm, name="events_confirm"),
    path("my/calendar/", personal_calendar.send_address, name="events_my_feed_send"),
    path("my/calendar/sent/", personal_calendar.address_sent, name="events_my_feed_sent"),
    path("my/calendar/end/", personal_calendar.end, name="events_my_feed_end"),
    path("my/calendar/<str:token>.ics", personal_calendar.feed, name="events_my_feed"),
    path("my/details/", own_changes.details, name="events_details"),
    path("my/substitute/", own_changes.substitute, name="events_substitute"),
    path("my/workshops/", own_changes.workshops, name="events_workshops"),
    path("my/switch/", own_changes.switch, name="events_switch"),
    path("my/withdraw/", own_changes.withdraw, name="events_withdraw"),
    path("my/offer/accept/", own_changes.accept_offer, name="events_accept_offer"),
    path("my/offer/pass/", own_changes.pass_offer, name="events_pass_offer"),
    path("my/short-notice/", own_changes.short_notice, name="events_short_notice"),
    path("my/data/", own_changes.my_data, name="events_my_data"),
    path("my/data/my-data.json", own_changes.my_data_file, name="events_my_data_file"),
    path("my/link/new/", own_changes.renew_link, name="events_renew_link"),
    path("my/link/", my.send_link, name="events_send_link"),
    path("my/link/sent/", my.link_sent, name="events_link_sent"),
]
