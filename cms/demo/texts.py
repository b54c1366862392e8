"""Demo texts: the three languages side by side in a JSON file, and how they become fields and translations.

A *text* is an object with exactly the keys ``sv``, ``en`` and ``fa``. Rich text is written with three marks: a blank
line parts paragraphs, lines that begin with ``- `` are a list, all else is plain. What the Swedish page gets, the
:class:`PhraseBook` remembers with its translations, segment by segment as wagtail-localize cuts them.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.html import escape
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail_localize.strings import StringValue, extract_strings

from cms import languages

KEYS = {"sv": languages.SWEDISH.code, "en": languages.ENGLISH.code, "fa": languages.DARI.code}
BLOCK_IDS = uuid.UUID("6f1f9c1e-6d0b-4c2e-9d55-5a3e2f1c7a10")


class DemoTextError(ValueError):
    """A demo file is wrong: a language is missing, or the languages are not built alike."""


def read_json(path: Path) -> Any:
    """Return the content of a demo file."""
    return json.loads(path.read_text(encoding="utf-8"))


def is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == set(KEYS)


def rich(text: str) -> str:
    """Return the HTML of a rich text written with our three marks."""
    parts = []
    for paragraph in text.split("\n\n"):
        for is_item, lines in groupby(paragraph.split("\n"), key=lambda line: line.startswith("- ")):
            if is_item:
                parts.append("<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>")
            else:
                parts += [f"<p>{escape(line)}</p>" for line in lines]
    return "".join(parts)


@dataclass
class PhraseBook:
    """Swedish segments and their translations: ``{language code: {Swedish segment: translated segment}}``."""

    phrases: dict[str, dict[str, str]] = field(
        default_factory=lambda: {code: {} for code in languages.CODES if code != languages.SOURCE_LANGUAGE.code}
    )

    def plain(self, text: Mapping[str, str]) -> str:
        """Return the Swedish of a plain text and remember the others. Errors: DemoTextError."""
        self._remember({key: [StringValue.from_plaintext(words).data] for key, words in _checked(text).items()})
        return text["sv"]

    def rich(self, text: Mapping[str, str]) -> str:
        """Return the Swedish HTML of a rich text and remember the others. Errors: DemoTextError."""
        html = {key: rich(words) for key, words in _checked(text).items()}
        self._remember(
            {key: [value.data for value, _attrs in extract_strings(words)[1]] for key, words in html.items()}
        )
        return html["sv"]

    def _remember(self, segments: Mapping[str, list[str]]) -> None:
        if len({len(parts) for parts in segments.values()}) != 1:
            raise DemoTextError(f"The languages do not have the same paragraphs: {segments['sv'][0]!r}")
        for key, code in KEYS.items():
            if key == "sv":
                continue
            for source, target in zip(segments["sv"], segments[key], strict=True):
                if self.phrases[code].setdefault(source, target) != target:
                    raise DemoTextError(f"One Swedish text has two translations into {code}: {source!r}")


def _checked(text: Mapping[str, str]) -> Mapping[str, str]:
    if not is_text(text) or not all(words.strip() for words in text.values()):
        raise DemoTextError(f"Not a text in {', '.join(KEYS)}: {text!r}")
    return text


@dataclass(frozen=True)
class StreamMaker:
    """Makes the raw value of a StreamField from a demo file; pages and documents are named and looked up.

    ``page_id``, ``document_id``: name -> primary key. ``name`` seeds the block ids, which are the same in every load.
    """

    book: PhraseBook
    name: str
    page_id: Callable[[str], int]
    document_id: Callable[[str], int]

    def stream(self, stream_block: blocks.StreamBlock, field_name: str, items: list[dict[str, Any]]) -> str:
        """Return the JSON of a stream. Errors: KeyError for a block or field that the stream does not know."""
        rows = []
        for index, item in enumerate(items):
            place = f"{field_name}/{index}"
            child = stream_block.child_blocks[item["type"]]
            rows.append(
                {"type": item["type"], "value": self._value(child, item["value"], place), "id": self._id(place)}
            )
        return json.dumps(rows, ensure_ascii=False)

    def _value(self, block: blocks.Block, value: Any, place: str) -> Any:
        if is_text(value):
            return self.book.rich(value) if isinstance(block, blocks.RichTextBlock) else self.book.plain(value)
        if isinstance(block, blocks.StructBlock):
            return self._struct(block, value, place)
        if isinstance(block, blocks.ListBlock):
            items = partial(self._list_item, block, place)
            return [items(index, part) for index, part in enumerate(value)]
        if isinstance(block, blocks.PageChooserBlock):
            return self.page_id(value)
        if isinstance(block, DocumentChooserBlock):
            return self.document_id(value)
        return value

    def _struct(self, block: blocks.StructBlock, value: dict[str, Any], place: str) -> dict[str, Any]:
        """Return the parts; a text left out is empty, as the editor's form would send it."""
        known = block.child_blocks
        empty = {name: "" for name, part in known.items() if isinstance(part, blocks.CharBlock | blocks.TextBlock)}
        return empty | {name: self._value(known[name], part, f"{place}/{name}") for name, part in value.items()}

    def _list_item(self, block: blocks.ListBlock, place: str, index: int, part: Any) -> dict[str, Any]:
        here = f"{place}/{index}"
        return {"type": "item", "value": self._value(block.child_block, part, here), "id": self._id(here)}

    def _id(self, place: str) -> str:
        return str(uuid.uuid5(BLOCK_IDS, f"{self.name}/{place}"))
