"""Migrations are complete, checks are quiet, nothing of this machine or another host is in the files."""

import re

import pytest
from django.core.management import call_command

from tests.house.sources import ROOT, files, tracked

REGISTRY_HOSTS = re.compile(
    "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry\\." + "npmjs", "deb\\." + "debian"])
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplemented" + r"Error\(\"later|coming soon)\b")


@pytest.mark.django_db
def test_models_have_all_their_migrations(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_system_checks_find_nothing(settings):
    call_command("check", fail_level="WARNING")


def test_files_name_no_registry_host_and_no_path_of_a_machine():
    found = []
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".xlsx", ".pdf", ".ico"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        if REGISTRY_HOSTS.search(text) or "/work/" + "main" in text or "/root/" + ".pyenv" in text:
            found.append(str(path.relative_to(ROOT)))

    assert found == []


def test_no_file_is_named_by_number_or_utility():
    found = [path for path in files(".py") if re.fullmatch(r"(utils?|helpers?|misc|common|.*\d)\.py", path.name)]

    assert found == []


def test_no_unfinished_marks():
    found = [str(path) for path in files(".py", ".html", ".js") if UNFINISHED.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_no_file_is_too_long():
    found = [
        f"{path.relative_to(ROOT)}: {length}"
        for path in files(
            ".py", ".css", ".js", below=("cms", "networks", "events", "knowledgebank", "tests", "frontend")
        )
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > 500
    ]

    assert found == []
