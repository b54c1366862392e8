"""Invitations of an event: the list, inviting after seeing whom it reaches, reminding, withdrawing. No rules."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from cms.exceptions import SamverkaError
from events.domain import invitations
from events.domain.invitation_lists import invitation_counts, invitation_rows, listed_invitations, missing_of
from events.enums import InvitationState
from events.exceptions import NotInvitable
from events.invitation_forms import InviteNetworkForm, InviteOneForm
from events.models import Invitation
from events.permissions import READ_REGISTRATIONS, WRITE_REGISTRATIONS, has_all
from events.views.organizer.base import ActView, OrganizerView
from networks.models import Network, Person


class InvitationDesk(OrganizerView):
    """What the pages about invitations share: the networks one may invite, and the way back to the list."""

    permissions = WRITE_REGISTRATIONS
    changes = True

    def networks(self) -> Any:
        """Return the networks whose members the user may see, and the event's own."""
        today = self.now.date()
        seen = Network.objects.on(today).for_user(self.request.user)
        own = Network.objects.filter(pk=self.occasion.network_id)
        return (seen | own).distinct().order_by("sort_key", "pk")

    def after_url(self) -> str:
        return reverse("events_admin_invitations", args=[self.occasion.code])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": self.after_url(), "label": _("Invitations")}]


class InvitationList(InvitationDesk):
    permissions = READ_REGISTRATIONS
    changes = False
    page_title = _("Invitations")
    template_name = "events/admin/invitations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_act = self.may_manage and has_all(self.request.user, WRITE_REGISTRATIONS)
        state = self.request.GET.get("state", "")
        state = state if state in InvitationState.values else ""
        rows = self.page_of(listed_invitations(self.occasion, state=state))
        may_invite = may_act and self.refusal() is None
        missing = missing_of(self.occasion, self.networks(), now=self.now) if may_invite else []
        return super().get_context_data(
            **kwargs,
            rows=rows,
            invitations=invitation_rows(self.occasion, list(rows), now=self.now),
            counts=[(state, state.label, number) for state, number in invitation_counts(self.occasion)],
            chosen=state,
            may_act=may_act,
            may_invite=may_invite,
            refusal=self.refusal() if may_act else None,
            missing=sum(len(plan.missing) for _network, plan in missing),
            to_remind=len(invitations.due_for_reminder(self.occasion, now=self.now)) if may_invite else 0,
            query_string=self.query_without_page(),
        )

    def refusal(self) -> NotInvitable | None:
        """Return why nobody can be invited now."""
        try:
            invitations.check_invitable(self.occasion, now=self.now)
        except NotInvitable as refusal:
            return refusal
        return None


class InviteNetwork(InvitationDesk):
    """The form; sent without ``confirmed`` it shows whom it reaches, and nothing leaves before that."""

    page_title = _("Invite a network")
    template_name = "events/admin/invite.html"

    def form(self, data: Any = None) -> InviteNetworkForm:
        initial = {"network": self.occasion.network_id}
        return InviteNetworkForm(data, networks=self.networks(), initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": self.form(), "back_url": self.after_url(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        network, delegable = form.cleaned_data["network"], form.cleaned_data["delegable"]
        try:
            if "confirmed" in request.POST:
                done = invitations.invite_network(self.occasion, network, delegable=delegable, now=self.now, by=self.by)
                messages.success(request, said(done.new))
                return redirect(self.after_url())
            invitations.check_invitable(self.occasion, now=self.now)
            plan = invitations.plan_network(self.occasion, network, now=self.now)
        except SamverkaError as refusal:
            form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.render_to_response(self.get_context_data(form=form, plan=plan, network=network))


class InviteOne(InvitationDesk, ActView):
    page_title = _("Invite a person or an organization")
    submit_label = _("Invite")
    hint = _("For those who are not members of a network. An organization's invitation is for one person.")

    def make_form(self, data: Any = None) -> InviteOneForm:
        return InviteOneForm(data, people=Person.objects.for_user(self.request.user).live())

    def perform(self, form: Any) -> None:
        values = form.cleaned_data
        done = invitations.invite_one(
            self.occasion, values["who"], delegable=values["delegable"], now=self.now, by=self.by
        )
        if done.unreached:
            self.done = _("Not invited: there is no address in the directory that may be used.")
        elif not done.new:
            self.done = _("Nothing was sent: the invitation is there already, or the person is registered.")
        else:
            self.done = said(done.new)


class InviteMissing(InvitationDesk):
    """One click: those of the networks invited before who are not invited yet."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.do(self.invite, done=_("Those who were missing are invited."))

    def invite(self) -> None:
        invitations.invite_missing(self.occasion, self.networks(), now=self.now, by=self.by)


class RemindInvited(InvitationDesk):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.do(
            lambda: invitations.remind(self.occasion, now=self.now, by=self.by),
            done=_("Those who have not answered are reminded, nobody twice within a day."),
        )


class InvitationAct(InvitationDesk):
    """An act on one invitation of the event."""

    http_method_names = ["post"]
    done: Any = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = get_object_or_404(Invitation, occasion=self.occasion, public_id=kwargs["public_id"])
        return self.do(lambda: self.perform(row), done=self.done)

    def perform(self, row: Invitation) -> None:
        raise NotImplementedError


class WithdrawInvitation(InvitationAct):
    done = _("The invitation is withdrawn. Its link says so.")

    def perform(self, row: Invitation) -> None:
        invitations.withdraw(row, now=self.now, by=self.by)


class SendAgain(InvitationAct):
    done = _("The invitation is on its way once more.")

    def perform(self, row: Invitation) -> None:
        invitations.send_again(row, now=self.now, by=self.by)


class MarkBounced(InvitationAct):
    done = _("Noted that the invitation did not arrive.")

    def perform(self, row: Invitation) -> None:
        invitations.mark_bounced(row, now=self.now, by=self.by)


def said(number: int) -> str:
    return ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", number) % {
        "count": number
    }
