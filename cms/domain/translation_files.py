"""PO files of one translation: export with a whole header, and reading what a translator sends back (G6, G12)."""

import tempfile
from pathlib import Path

import polib
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import Translation

from cms import languages
from cms.exceptions import SamverkaError

MAX_BYTES = 2 * 1024 * 1024
PLURAL_FORMS = {
    "sv": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "fa-af": "nplurals=2; plural=(n > 1);",
}
TRANSLATION_ID = "X-WagtailLocalize-TranslationID"


class UnreadablePoFile(SamverkaError):
    """The file is not a PO file of this translation; nothing was imported."""

    code = "unreadable_po_file"
    message = _("This is not a PO file. Fetch the file here, translate it and send it back.")


class PoFileTooLarge(UnreadablePoFile):
    code = "po_file_too_large"
    message = _("The file is too large: 2 MB is the limit.")


class PoFileOfAnotherPage(UnreadablePoFile):
    code = "po_file_of_another_page"
    message = _("The file belongs to another page or language.")


def export_po(translation: Translation) -> bytes:
    """Return the PO file of a translation: all texts, what is translated, and a header with language and plural rule.

    The same content gives the same bytes: its date is that of the source text.
    """
    code = translation.target_locale.language_code
    catalog = translation.export_po()
    catalog.metadata = {
        **catalog.metadata,
        "POT-Creation-Date": translation.source.last_updated_at.strftime("%Y-%m-%d %H:%M%z"),
        "Language": languages.get_language(code).folder,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[languages.get_language(code).code],
    }
    return f"{catalog}\n".encode()


def read_po(content: bytes, *, translation: Translation) -> polib.POFile:
    """Return the catalogue in a file sent for a translation.

    Errors: PoFileTooLarge over 2 MB, UnreadablePoFile when it is none, PoFileOfAnotherPage when its header names
    another translation. Nothing is written.
    """
    if len(content) > MAX_BYTES:
        raise PoFileTooLarge
    # polib reads a file or a text, and takes a text that is a path for that file: give it a file of ours.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.po"
        path.write_bytes(content)
        try:
            catalog = polib.pofile(str(path), encoding="utf-8")
        except (OSError, ValueError, IndexError, AttributeError) as error:
            raise UnreadablePoFile from error
    if TRANSLATION_ID not in catalog.metadata:
        raise UnreadablePoFile
    if catalog.metadata[TRANSLATION_ID] != str(translation.uuid):
        raise PoFileOfAnotherPage
    return catalog
