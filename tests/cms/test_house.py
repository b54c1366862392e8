"""The house itself: settings, languages."""

import pytest
from django.utils import translation
from wagtail.models import Locale


@pytest.mark.django_db
def test_locales_after_migration_are_the_three_languages():
    assert sorted(Locale.objects.values_list("language_code", flat=True)) == ["en", "fa-af", "sv"]


def test_dari_is_right_to_left():
    with translation.override("fa-af"):
        assert translation.get_language_bidi() is True


@pytest.mark.django_db
def test_missing_admin_address_stays_not_found_and_leads_nowhere(admin_client):
    answer = admin_client.get("/admin/there-is-no-such-view/")

    assert answer.status_code == 404
