"""The editor's form of every page type."""

import pytest
from wagtail.models import get_page_models

from cms.models.page_forms import PageForm

OURS = [model for model in get_page_models() if model._meta.app_label != "wagtailcore"]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_page_form_when_opened_then_no_field_is_compared_with_a_hidden_value_that_is_not_drawn(model, db):
    form = model.get_edit_handler().get_form_class()(instance=model())

    assert isinstance(form, PageForm)
    assert [name for name, field in form.fields.items() if field.show_hidden_initial] == []
