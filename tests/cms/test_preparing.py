"""What `make run` does to the database before it serves."""

import pytest
from django.contrib.auth import get_user_model

from cms import preparing


@pytest.fixture
def calls(db, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    calls = []
    monkeypatch.setattr(preparing, "call_command", lambda name, **options: calls.append(name))
    monkeypatch.setattr(preparing, "get_commands", lambda: {"load_demo": "cms"})
    return calls


def prepare():
    preparing.prepare(say=lambda line: None)


def test_migrated_and_filled_database_is_left_alone(calls):
    get_user_model().objects.create_user("anna")
    prepare()
    assert calls == []


def test_tables_are_made_and_an_empty_site_is_filled(calls, monkeypatch):
    monkeypatch.setattr(preparing, "unapplied", lambda: True)
    prepare()
    assert calls == ["migrate", "load_demo"]


def test_site_with_an_address_gets_no_demo(calls, settings):
    settings.EMBEDDED = False
    prepare()
    assert calls == []


def test_loading_that_broke_off_is_begun_again(calls, monkeypatch):
    def breaks(name, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "call_command", breaks)
        with pytest.raises(KeyboardInterrupt):
            prepare()
    get_user_model().objects.create_user("anna")
    prepare()
    assert calls == ["load_demo"]
    prepare()
    assert calls == ["load_demo"]
