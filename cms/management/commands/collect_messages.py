"""Collect the words for translation; ``make messages`` calls it (``scripts/collect_messages.sh``)."""

from pathlib import Path
from typing import Any

import polib
from django.core.management.commands import makemessages

OVERRIDE = "Overrides Django's Persian wording (Iranian) in Dari."
LINE_WIDTH = 120
CHANGING_HEADERS = ("POT-Creation-Date", "Report-Msgid-Bugs-To")  # a difference in every run, of no use here


class Command(makemessages.Command):
    """``makemessages`` that guesses nothing and keeps the words of Django that we override, which no source has."""

    help = "Collect the words for translation. Takes the arguments of makemessages."
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def write_po_file(self, potfile: str, locale: str) -> None:
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        kept = [entry for entry in polib.pofile(str(path)) if entry.comment == OVERRIDE] if path.exists() else []
        super().write_po_file(potfile, locale)
        catalog = polib.pofile(str(path), wrapwidth=LINE_WIDTH)
        present = {_key(entry) for entry in catalog}
        for name in CHANGING_HEADERS:
            catalog.metadata.pop(name, None)
        catalog.extend(entry for entry in kept if _key(entry) not in present)
        catalog.save()


def _key(entry: polib.POEntry) -> tuple[Any, str]:
    return entry.msgctxt, entry.msgid
