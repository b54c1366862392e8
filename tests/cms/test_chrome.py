"""Menu, breadcrumbs, icons and components."""

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms.models import HomePage, StandardPage


def rendered(source: str, **context) -> str:
    return Template(source).render(Context({"request": RequestFactory().get("/sv/about/us/"), **context})).strip()


@pytest.fixture
def about(db) -> Page:
    swedish = Locale.objects.get(language_code="sv")
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Start", slug="start-sv", locale=swedish))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    about = home.add_child(instance=StandardPage(title="Om", slug="about", locale=swedish, show_in_menus=True))
    home.add_child(instance=StandardPage(title="Utkast", slug="draft", locale=swedish, show_in_menus=True, live=False))
    home.add_child(instance=StandardPage(title="Dold", slug="hidden", locale=swedish))
    about.add_child(instance=StandardPage(title="Oss", slug="us", locale=swedish, show_in_menus=True))
    return about


def test_menu_lists_live_menu_pages_of_the_language_and_marks_the_branch(about):
    source = "{% load chrome %}{% menu_items as items %}{% for i in items %}{{ i.title }} {{ i.current }};{% endfor %}"

    with translation.override("sv"):
        swedish = rendered(source)
    with translation.override("fa-af"):
        dari = rendered(source)

    assert swedish == "Om true;"
    assert dari == ""


def test_menu_costs_pages_restrictions_and_site_with_one_and_with_three_pages(about, django_assert_num_queries):
    source = "{% load chrome %}{% menu_items as items %}{{ items|length }}"

    with translation.override("sv"):
        rendered(source)
        with django_assert_num_queries(3):
            assert rendered(source) == "1"
    for slug in ("a", "b"):
        about.get_parent().add_child(
            instance=StandardPage(title=slug, slug=slug, locale=about.locale, show_in_menus=True)
        )

    with translation.override("sv"):
        rendered(source)
        with django_assert_num_queries(3):
            assert rendered(source) == "3"


def test_breadcrumbs_lead_from_the_start_page_to_the_parent(about):
    page = about.get_children().get()
    source = (
        "{% load chrome %}{% breadcrumb_items as items %}{% for i in items %}{{ i.title }} {{ i.url }};{% endfor %}"
    )

    with translation.override("sv"):
        assert rendered(source, page=page) == "Startsida /sv/;Om /sv/about/;"
        assert rendered(source) == ""


def test_icon_is_decorative_and_unknown_names_are_refused():
    drawn = rendered("{% load chrome %}{% icon 'search' %}")

    assert drawn.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"')
    with pytest.raises(KeyError):
        rendered("{% load chrome %}{% icon 'nothing' %}")


class AddressForm(forms.Form):
    email = forms.EmailField(label="Address", help_text="Where we write.")


def test_field_ties_label_help_and_error_to_its_control():
    form = AddressForm({"email": ""})

    html = rendered('{% include "cms/components/field.html" %}', field=form["email"])

    assert '<label class="field__label" for="id_email">' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html


def test_error_summary_links_to_the_field():
    form = AddressForm({"email": ""})

    html = rendered('{% include "cms/components/form_errors.html" %}', form=form)

    assert '<a href="#id_email">' in html
    assert "data-focus" in html


@pytest.mark.django_db
def test_menu_leaves_out_a_page_that_not_everybody_may_read(about):
    source = "{% load chrome %}{% menu_items as items %}{% for item in items %}{{ item.title }};{% endfor %}"
    with translation.override("sv"):
        before = rendered(source)
        PageViewRestriction.objects.create(page=about, restriction_type=PageViewRestriction.LOGIN)
        after = rendered(source)

    assert about.title in before
    assert after == ""
