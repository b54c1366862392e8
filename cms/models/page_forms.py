"""The editor's form of our pages."""

from typing import Any

from wagtail.admin.forms.pages import WagtailAdminPageForm


class PageForm(WagtailAdminPageForm):
    """Counts a field as changed only if somebody changed it.

    Where a field's default is a function (today), Django compares with a hidden first value in the form; Wagtail draws
    none, so such a page would always look changed: each approval would make a new revision and ask for approval anew.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = False
