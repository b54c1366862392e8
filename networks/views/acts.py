"""One act: what it changed; and the button that undoes it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from networks.domain.acts import can_revert, revert
from networks.exceptions import CannotRevert
from networks.models import Act
from networks.permissions import READ_ACTS, WRITE_NETWORKS, may_revert
from networks.views.base import DirectoryView


class ActDetail(DirectoryView):
    permissions = READ_ACTS
    template_name = "networks/admin/act.html"

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        acts = Act.objects.for_user(request.user).select_related("actor", "import_job", "reverts")
        self.act = get_object_or_404(acts, public_id=kwargs["public_id"])

    def get_page_title(self) -> str:
        return str(self.act.get_kind_display()).capitalize()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            act=self.act,
            changes=self.act.changes.all()[:200],
            may_revert=may_revert(self.request.user, self.act) and can_revert(self.act, now=self.now),
        )


class RevertAct(ActDetail):
    """Undo by a button; the answer names how many rows were kept because they have changed since."""

    permissions = WRITE_NETWORKS
    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not may_revert(request.user, self.act):
            raise PermissionDenied
        try:
            with transaction.atomic(durable=True):
                undone = revert(self.act, actor=request.user, now=self.now)
        except CannotRevert as refusal:
            messages.error(request, str(refusal))
            return redirect(reverse("networks_act", args=[self.act.public_id]))
        if undone.kept:
            kept = len(undone.kept)
            text = ngettext(
                "Undone, but %(number)d row has changed since and was kept.",
                "Undone, but %(number)d rows have changed since and were kept.",
                kept,
            )
            messages.warning(request, text % {"number": kept})
        else:
            messages.success(request, _("Undone."))
        target = undone.act or self.act
        return redirect(reverse("networks_act", args=[target.public_id]))
