"""Look at the installation: settings, database, catalogues, keys, jobs, mails, disk."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.domain.diagnosis import diagnose


class Command(BaseCommand):
    help = "Say what is wrong with this installation and what to do. Exit 0: nothing wrong; 1: errors found."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = diagnose(now=timezone.now())
        if options["format"] == "json":
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
        else:
            for finding in findings:
                words = [finding.what, finding.why, finding.remedy and f"-> {finding.remedy}"]
                self.stdout.write(f"{finding.level:<8} " + "; ".join(word for word in words if word))
        if any(finding.level == "error" for finding in findings):
            raise SystemExit(1)
