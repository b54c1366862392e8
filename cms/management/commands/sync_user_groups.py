"""Make the editor groups, their permissions and the review workflow as cms/user_groups.py says."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.domain.user_groups import sync_user_groups


class Command(BaseCommand):
    help = "Make the editor groups, their permissions and the review workflow as cms/user_groups.py says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        result = sync_user_groups()
        missing = [tree.value for tree in result.missing_trees]
        if options["format"] == "json":
            self.stdout.write(json.dumps({"groups": result.groups, "missing_trees": missing}))
            return
        self.stdout.write(f"{result.groups} groups")
        for tree in missing:
            self.stderr.write(f"No start page in the tree {tree!r} yet: run this again when there is one.")
