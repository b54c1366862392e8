"""The few shared fixtures."""

import os

import pytest
from hypothesis import settings as hypothesis_settings

from tests.databases import open_test_database

# The same examples in every run, so that a red run tells of a change; SAMVERKA_EXAMPLES=random looks for new ones.
hypothesis_settings.register_profile("same", derandomize=True, database=None)
hypothesis_settings.register_profile("random", print_blob=True)
hypothesis_settings.load_profile(os.environ.get("SAMVERKA_EXAMPLES", "same"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    with django_db_blocker.unblock():
        database = open_test_database(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield
    with django_db_blocker.unblock():
        database.tear_down()


@pytest.fixture(autouse=True)
def clean_caches():
    """Empty Django's cache and Wagtail's per-process memory before each test."""
    from django.core.cache import cache
    from wagtail.models import Site

    cache.clear()
    Site.clear_site_root_paths_cache()


@pytest.fixture(autouse=True)
def reader_of_swedish():
    """Begin each test in the source language: a request leaves its own active in the thread."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Share the tests out to the workers by file, and the folders that set up something costly as a whole."""
    from tests.sharing_out import SharingOut

    return SharingOut(config, log) if config.getoption("dist") == "loadscope" else None


def pytest_sessionstart(session):
    """Compile the catalogues that have changed, so that texts are tested in all three languages."""
    from cms.domain.catalogs import compile_catalogs

    compile_catalogs()


def pytest_sessionfinish(session, exitstatus):
    """With SAMVERKA_NO_SKIPS=1 a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SAMVERKA_NO_SKIPS") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
