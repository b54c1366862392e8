"""What all pages of the organizer share: the right to the page and to the row, breadcrumbs, doing an act. No rules."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.exceptions import SamverkaError
from events.admin_forms import ReasonForm
from events.domain.occasion_days import held_days
from events.domain.transitions import Agent
from events.domain.words import words_of
from events.enums import Actor
from events.models import Occasion
from events.permissions import READ, READ_REGISTRATIONS, WRITE, WRITE_REGISTRATIONS, has_all, may_manage

ROWS_ON_A_PAGE = 50
DESK_PAGES: Final = (
    ("events_admin_occasion", _("Overview"), READ, False),
    ("events_admin_participants", _("Participants"), READ_REGISTRATIONS, False),
    ("events_admin_invitations", _("Invitations"), READ_REGISTRATIONS, False),
    ("events_admin_decisions", _("Decisions and reminders"), READ_REGISTRATIONS, False),
    ("events_admin_questions", _("Questions in the form"), READ, False),
    ("events_admin_answers", _("Answers"), READ_REGISTRATIONS, False),
    ("events_admin_write", _("Write to participants"), WRITE_REGISTRATIONS, True),
    ("events_admin_mails", _("The mails"), READ, False),
    ("events_admin_import", _("Read in a list"), WRITE_REGISTRATIONS, True),
    ("events_admin_series", _("Series"), WRITE, True),
    ("events_admin_history", _("What has happened"), READ_REGISTRATIONS, False),
)
"""Pages of one event: name of the address, title, permissions, whether one must be able to change the event."""


class OrganizerView(WagtailAdminTemplateMixin, View):
    """Base of the views; one without ``permissions`` refuses to start, for Wagtail would let every admin user in."""

    permissions: ClassVar[tuple[str, ...]] = ()
    changes: ClassVar[bool] = False  # a page that changes an event asks for the right to that event too
    header_icon = "date"
    page_title: Any = _("Events")

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        if not cls.permissions:
            raise ImproperlyConfigured(f"{cls.__name__} names no permissions.")
        return super().as_view(**initkwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_all(request.user, self.permissions):
            raise PermissionDenied
        self.now = timezone.now()
        self.by = Agent(Actor.ORGANIZER, request.user)  # type: ignore[arg-type]
        if "code" in kwargs:
            self.occasion = get_object_or_404(Occasion.objects.for_user(request.user), code=kwargs["code"])
            self.may_manage = may_manage(request.user, self.occasion)
            if self.changes and not self.may_manage:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*super().get_breadcrumbs_items(), {"url": reverse("events_admin"), "label": _("Events")}]
        if hasattr(self, "occasion"):
            items.append({"url": self.own_url(), "label": self.occasion.code})
        return items

    def own_url(self) -> str:
        return reverse("events_admin_occasion", args=[self.occasion.code])

    def desk_pages(self) -> list[dict[str, Any]]:
        """Return the event's pages that the user may open."""
        here = self.request.resolver_match.url_name if self.request.resolver_match else ""
        return [
            {"url": reverse(name, args=[self.occasion.code]), "title": title, "current": name == here}
            for name, title, permissions, changes in DESK_PAGES
            if has_all(self.request.user, permissions) and (self.may_manage or not changes)
        ]

    def page_of(self, rows: Any) -> Page:
        """Return the page of rows that the address asks for, the last one when it asks for too many."""
        return Paginator(rows, ROWS_ON_A_PAGE).get_page(self.request.GET.get("p"))

    def query_without_page(self) -> str:
        query = self.request.GET.copy()
        query.pop("p", None)
        return query.urlencode()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if hasattr(self, "occasion"):
            context["occasion"] = self.occasion
            context["words"] = words_of(self.occasion, language="sv")
            context["days"] = held_days(self.occasion)
            context["may_manage"] = self.may_manage
            context["desk_pages"] = self.desk_pages()
        return context

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))

    def do(self, act: Callable[[], object], *, done: Any) -> HttpResponse:
        """Do an act, say so, and go back; a refusal is said in its own words."""
        try:
            act()
        except SamverkaError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, done)
        return redirect(self.after_url())

    def after_url(self) -> str:
        """Return where to go when the act is done."""
        return self.own_url()


class ActView(OrganizerView):
    """A form of one act."""

    template_name = "events/admin/act.html"
    submit_label: Any = _("Save")
    danger = False
    done: Any = _("Done.")
    hint: Any = ""

    def make_form(self, data: Any = None) -> Any:
        return ReasonForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.make_form()
        return super().get_context_data(
            **kwargs,
            form=form,
            submit_label=self.submit_label,
            danger=self.danger,
            subject=self.subject(),
            hint=self.hint,
            back_url=self.after_url(),
        )

    def subject(self) -> str:
        """Return whom the act is about, if not the event."""
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                self.perform(form)
            except SamverkaError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, self.done)
                return redirect(self.after_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def perform(self, form: Any) -> None:
        raise NotImplementedError
