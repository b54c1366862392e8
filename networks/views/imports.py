"""The import in steps: upload, preview by row (with the columns to overrule), confirm, result; and the exports."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.exceptions import SamverkaError
from networks.enums import ImportState, ImportTarget, Outcome
from networks.forms import UploadForm
from networks.importing.applying import apply
from networks.importing.columns import COLUMNS, TARGET_COLUMNS
from networks.importing.exports import XLSX_TYPE, csv_lines, error_table, exported_rows, table, xlsx_bytes
from networks.importing.jobs import discard, map_columns, reread, start_import
from networks.importing.matching import read_uuid
from networks.importing.previews import preview_rows
from networks.importing.reading import ENCODINGS
from networks.models import ImportJob, Network
from networks.permissions import READ, WRITE_NETWORKS
from networks.views.base import DirectoryView, EditingView

DELIMITER_WORDS = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("vertical bar")}
WARNINGS = {
    "many_changes": _("The file changes the same field in nearly a third or more of the rows. Is it the right file?"),
    "many_ends": _("The file ends more than one membership in twenty. Is it the right file?"),
}


class UploadImport(EditingView):
    permissions = WRITE_NETWORKS
    page_title = _("Import")
    submit_label = _("Upload and check")
    template_name = "networks/admin/upload.html"

    def get_form(self, data: Any = None) -> BaseForm:
        files = self.request.FILES if data is not None else None
        return UploadForm(data, files, user=self.request.user, day=self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        jobs = ImportJob.objects.for_user(self.request.user).select_related("network")[:10]
        return super().get_context_data(**kwargs, jobs=jobs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            try:  # reads in a child process first; opens its own transaction after that
                job = start_import(
                    values["file"].read(),
                    file_name=values["file"].name,
                    target=values["target"],
                    network=values["network"],
                    all_or_nothing=values["all_or_nothing"],
                    user=request.user,
                    now=self.now,
                )
            except SamverkaError as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect(reverse("networks_import_preview", args=[job.public_id]))
        return self.render_to_response(self.get_context_data(form=form), status=422)


class JobView(DirectoryView):
    """A step of the user's own import."""

    permissions = WRITE_NETWORKS
    crumbs = (("networks_import", _("Import")),)

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        jobs = ImportJob.objects.for_user(request.user).select_related("network")
        self.job = get_object_or_404(jobs, public_id=kwargs["public_id"])

    def get_page_title(self) -> str:
        return self.job.file_name

    def go(self, name: str) -> HttpResponse:
        return redirect(reverse(name, args=[self.job.public_id]))


class PreviewImport(JobView):
    template_name = "networks/admin/import_preview.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.job.state in (ImportState.APPLIED, ImportState.UNDONE, ImportState.PARTLY_UNDONE):
            return self.go("networks_import_result")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job, chosen = self.job, self.request.GET.get("outcome", "")
        rows = job.rows.exclude(outcome="")
        if chosen in Outcome.values:
            rows = rows.filter(outcome=chosen)
        page = self.page_of(rows.prefetch_related("records").order_by("sheet", "number"))
        return super().get_context_data(
            **kwargs,
            job=job,
            counts=[(code, label, job.counts.get(code, 0)) for code, label in Outcome.choices],
            to_save=job.counts.get(Outcome.NEW, 0) + job.counts.get(Outcome.CHANGED, 0),
            wrong=job.counts.get(Outcome.INVALID, 0) + job.counts.get(Outcome.CONFLICT, 0),
            warnings=[WARNINGS[code] for code in job.counts.get("warnings", [])],
            chosen=chosen,
            rows=page,
            previews=preview_rows(page, mapping=job.mapping),
            query_string=self.query_without_page(),
            sheets=self._sheets(),
            guessed=job.options.get("guessed", {}),
            encodings=ENCODINGS,
            delimiters=DELIMITER_WORDS.items(),
            open=job.state == ImportState.CHECKED,
        )

    def _sheets(self) -> list[dict[str, Any]]:
        """Return each sheet's columns with the choices for their meaning, for the form that overrules them."""
        choices = [(key, COLUMNS[key].heading) for key in TARGET_COLUMNS[self.job.target]]
        return [
            {
                "name": sheet,
                "number": place,
                "columns": [
                    {"field": f"column-{place}-{column}", "heading": heading, "key": key, "choices": choices}
                    for column, (heading, key) in enumerate(zip(item["headings"], item["keys"], strict=True))
                ],
            }
            for place, (sheet, item) in enumerate(self.job.mapping.items())
        ]


class MapColumns(JobView):
    """Take the columns (or encoding and delimiter) that a person chose, and check again."""

    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            if "encoding" in request.POST:
                reread(
                    self.job,
                    encoding=request.POST["encoding"],
                    delimiter=request.POST.get("delimiter", ""),
                    user=request.user,
                    now=self.now,
                )
            else:
                map_columns(self.job, self._chosen(), user=request.user, now=self.now)
        except SamverkaError as refusal:
            messages.error(request, str(refusal))
        except ValueError:
            messages.error(request, _("Each meaning can be chosen for one column only."))
        return self.go("networks_import_preview")

    def _chosen(self) -> dict[str, list[str]]:
        return {
            sheet: [self.request.POST.get(f"column-{place}-{column}", "") for column in range(len(item["keys"]))]
            for place, (sheet, item) in enumerate(self.job.mapping.items())
        }


class ConfirmImport(JobView):
    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.job.counts.get("warnings") and not request.POST.get("sure"):
            messages.error(request, _("Tick that you are sure, or discard the import."))
            return self.go("networks_import_preview")
        try:
            with transaction.atomic(durable=True):
                apply(self.job, user=request.user, now=self.now)
        except SamverkaError as refusal:
            messages.error(request, str(refusal))
            return self.go("networks_import_preview")
        return self.go("networks_import_result")


class DiscardImport(JobView):
    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            discard(self.job, user=request.user)
        except SamverkaError as refusal:
            messages.error(request, str(refusal))
            return self.go("networks_import_preview")
        messages.success(request, _("The import was discarded. Nothing was saved."))
        return redirect(reverse("networks_import"))


class ImportResult(JobView):
    template_name = "networks/admin/import_result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.job
        return super().get_context_data(
            **kwargs,
            job=job,
            counts=[(label, job.counts.get(code, 0)) for code, label in Outcome.choices],
            wrong=job.counts.get(Outcome.INVALID, 0) + job.counts.get(Outcome.CONFLICT, 0),
            act=getattr(job, "act", None),
        )


class ImportErrors(JobView):
    """The rows that were not saved, as they stood in the file, with the reasons; may be uploaded again."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        rows = error_table(self.job, reason_heading=gettext("What is wrong"))
        return download(csv_lines(rows), name="errors.csv", kind="text/csv; charset=utf-8")


class Export(DirectoryView):
    """A list as the user may see it, as CSV or XLSX, on a day or with all its history."""

    permissions = READ

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        target, kind = kwargs["target"], kwargs["kind"]
        if target not in ImportTarget.values:
            raise Http404
        if target != ImportTarget.ORGANIZATIONS and not Network.objects.for_user(request.user).exists():
            raise PermissionDenied
        network = None
        if chosen := request.GET.get("network"):
            network = get_object_or_404(Network.objects.for_user(request.user), public_id=read_uuid(chosen))
        day = None if request.GET.get("all") else self.day
        rows = table(target, exported_rows(target, user=request.user, day=day, network=network))
        name = f"{target}-{self.day}.{kind}"
        if kind == "xlsx":
            return download([xlsx_bytes(rows, title=target)], name=name, kind=XLSX_TYPE)
        return download(csv_lines(rows), name=name, kind="text/csv; charset=utf-8")


def download(chunks: Any, *, name: str, kind: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(chunks, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response
