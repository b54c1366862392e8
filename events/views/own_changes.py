"""What participants change on their own page. Rules: ``domain/own_changes.py``, ``offers.py``."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.domain import rate_limits
from cms.domain.retries import with_retries
from cms.exceptions import SamverkaError
from events.domain import offers, own_changes
from events.domain.own_data import own_data, own_data_file
from events.domain.parts import chosen_parts
from events.enums import Act, RegistrationState
from events.exceptions import SubstituteRefused
from events.models import Registration
from events.own_forms import ColleagueForm, DetailsForm, WorkshopsForm
from events.views.own_page import own_act, own_row
from events.views.private import private

SUBSTITUTES_A_DAY = 10


@own_act(leads_to=RegistrationState.CONFIRMED)
def accept_offer(request: HttpRequest, row: Registration) -> None:
    offers.accept_offer(row, now=timezone.now())


@own_act(leads_to=RegistrationState.WAITLISTED)
def pass_offer(request: HttpRequest, row: Registration) -> None:
    offers.pass_offer(row, now=timezone.now())


@own_act()
def switch(request: HttpRequest, row: Registration) -> None:
    wanted = {"mode": request.POST.get("mode", "")}
    own_changes.change(row, act=Act.SWITCH_MODE, wanted=wanted, now=timezone.now())


@own_act()
def withdraw(request: HttpRequest, row: Registration) -> None:
    own_changes.withdraw_wishes(row, now=timezone.now())


@own_act()
def short_notice(request: HttpRequest, row: Registration) -> None:
    wanted = request.POST.get("short_notice") == "yes"
    own_changes.set_short_notice(row, short_notice=wanted, now=timezone.now())


@private
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"), status=303)
    shown = {name: getattr(row, name) for name in DetailsForm.base_fields}
    form = DetailsForm(request.POST or None, initial=shown)
    texts = {"title": _("Change your details"), "button": _("Save"), "text": ""}
    return _form_page(request, row, form, act=Act.CHANGE_DETAILS, texts=texts)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def workshops(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"), status=303)
    shown = {"parts": [part.pk for part in chosen_parts(row)]}
    data = request.POST if request.method == "POST" else None
    form = WorkshopsForm(data, occasion=row.occasion, initial=shown)
    texts = {
        "title": _("Change workshops"),
        "button": _("Save"),
        "text": _(
            "Your new workshops are yours before the old ones are given back; if one is full, all stays as it is."
        ),
    }
    return _form_page(request, row, form, act=Act.CHANGE_PARTS, texts=texts)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"), status=303)
    form = ColleagueForm(request.POST or None, initial={"language": get_language(), "function": row.function})
    texts = {
        "title": _("Let a colleague come instead"),
        "button": _("Hand over my seat"),
        "text": _(
            "The colleague must come from the same organization. The seat is theirs at once, your registration ends, "
            "and you both get a mail."
        ),
    }
    return _form_page(request, row, form, act=Act.SUBSTITUTE, texts=texts)


@private
@require_POST
def renew_link(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is not None:
        with_retries(lambda: own_changes.renew_link(row, now=timezone.now()))
    return HttpResponseRedirect(reverse("events_link_sent"), status=303)


@private
@require_safe
def my_data(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"))
    return render(request, "events/my_data.html", {"data": own_data(row)})


@private
@require_safe
def my_data_file(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"))
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(own_data_file(row), json_dumps_params=options)
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _form_page(
    request: HttpRequest, row: Registration, form: Any, *, act: Act, texts: Mapping[str, Any]
) -> HttpResponse:
    """Show a form, or do what it says and go back to the page."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _check_pace(row, act)
                with_retries(lambda: own_changes.change(row, act=act, wanted=form.wanted(), now=timezone.now()))
            except SamverkaError as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return HttpResponseRedirect(reverse("events_my"), status=303)
    is_frozen = own_changes.is_frozen(row, now=timezone.now())
    context = {"form": form, "registration": row, "is_frozen": is_frozen, **texts}
    return render(request, "events/own_form.html", context, status=status)


def _check_pace(row: Registration, act: Act) -> None:
    """Let nobody try address after address."""
    if act != Act.SUBSTITUTE:
        return
    now = timezone.now()
    key = str(row.public_id)
    if not rate_limits.take("events.substitute", key, limit=SUBSTITUTES_A_DAY, per_seconds=86400, now=now):
        raise SubstituteRefused
