"""What all views of the directory in the admin share: a permission, a day, breadcrumbs. No rules."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.exceptions import SamverkaError
from networks.domain.dates import Edge, read_date, today
from networks.permissions import has_any

ROWS_ON_A_PAGE = 50
Crumb = tuple[str, str]


class DirectoryView(WagtailAdminTemplateMixin, View):
    """Base of the views; one without ``permissions`` refuses to start, for Wagtail would let every admin user in."""

    permissions: ClassVar[tuple[str, ...]] = ()
    header_icon = "group"
    crumbs: ClassVar[tuple[tuple[str, Any], ...]] = ()

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        if not cls.permissions:
            raise ImproperlyConfigured(f"{cls.__name__} names no permissions.")
        return super().as_view(**initkwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_any(request.user, self.permissions):
            raise PermissionDenied
        self.now: datetime = timezone.now()
        self.today: date = today(self.now)
        self.day = self._chosen_day(request)
        return super().dispatch(request, *args, **kwargs)

    def _chosen_day(self, request: HttpRequest) -> date:
        try:
            chosen = read_date(request.GET.get("day", ""), edge=Edge.START)
        except ValueError:
            chosen = None
        return chosen.day if chosen else self.today

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*super().get_breadcrumbs_items(), {"url": reverse("networks_networks"), "label": _("Networks")}]
        items += [{"url": reverse(name), "label": label} for name, label in self.crumbs]
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, day=self.day, today=self.today)

    def page_of(self, rows: Any) -> Page:
        """Return the page of rows that the address asks for, the last one when it asks for too many."""
        return Paginator(rows, ROWS_ON_A_PAGE).get_page(self.request.GET.get("p"))

    def chosen(self, name: str) -> str:
        """Return a code that the address asks for; one with signs that no code holds asks for nothing."""
        text = self.request.GET.get(name, "")
        return text if text.isprintable() else ""

    def query_without_page(self) -> str:
        query = self.request.GET.copy()
        query.pop("p", None)
        return query.urlencode()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))


class EditingView(DirectoryView):
    """A form whose ``perform`` calls one domain function; a refusal becomes a message in the form."""

    template_name = "networks/admin/form.html"
    submit_label: Any = _("Save")
    danger = False

    def get_form(self, data: Any = None) -> BaseForm:
        raise NotImplementedError

    def perform(self, form: BaseForm) -> str:
        """Do it and return the address to go to. Runs in one durable transaction."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(
            **kwargs, form=form, submit_label=self.submit_label, danger=self.danger, hanging=self.hanging()
        )

    def hanging(self) -> list[Any]:
        """Return the rows that will end too."""
        return []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic(durable=True):
                    url = self.perform(form)
            except SamverkaError as refusal:
                form.add_error(None, str(refusal))
            except ValidationError as refusal:
                _add_errors(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect(url)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _add_errors(form: BaseForm, refusal: ValidationError) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
