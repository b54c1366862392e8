"""The shared StreamField blocks: a small set, changed rarely (each change repeats the tree in a migration).

No raw HTML, no embeds. Blocks of one app's own subject stand in that app's ``blocks.py``.
"""

from collections.abc import Iterable
from copy import copy
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, PageViewRestriction

from cms import languages

RICH_TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link", "document-link"]
ANCHOR_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


class ChosenPages:
    """Pages that were chosen in a stream, with their translations: one query for all of them.

    What closes them is a second query, asked when the first of them is shown.
    """

    def __init__(self, page_ids: Iterable[int | None]) -> None:
        keys = Page.objects.filter(pk__in=[pk for pk in page_ids if pk]).values("translation_key")
        self.pages = list(Page.objects.filter(translation_key__in=keys).select_related("locale"))

    @cached_property
    def closed_branches(self) -> list[str]:
        """The tree paths of the pages that a view restriction stands on."""
        return list(PageViewRestriction.objects.values_list("page__path", flat=True))

    def in_language(self, page: Page, code: str) -> Page:
        """Return the live translation of a chosen page, else the page itself."""
        family = (other for other in self.pages if other.translation_key == page.translation_key and other.live)
        return next((other for other in family if other.locale.language_code == code), page)

    def is_open_to_readers_of(self, linked_from: object, page: Page) -> bool:
        """Return whether every restriction before ``page`` stands before the page it is linked from too."""
        if page.alias_of_id:  # closed with its source, elsewhere in the tree: Wagtail knows
            return not page.get_view_restrictions().exists()
        closed = [path for path in self.closed_branches if page.path.startswith(path)]
        reader_path = linked_from.path if isinstance(linked_from, Page) and linked_from.pk else ""
        return all(reader_path.startswith(path) for path in closed)


class LocalizedPageChooserBlock(blocks.PageChooserBlock):
    """A page chooser that leads to the page in the language being read, once that translation is live (G8)."""

    @staticmethod
    def localized(page: Page | None, *, linked_from: object = None) -> Page | None:
        """Return the live page of the active language, else the page itself; ``None`` where there is nothing to show.

        That is an unpublished page, and one behind a restriction that does not stand before the page it is
        ``linked_from`` too: its title is not for all who read that page (G17).
        """
        if page is None:
            return None
        among: ChosenPages = getattr(page, "chosen_among", None) or ChosenPages([page.pk])
        found = among.in_language(page, languages.get_language(get_language()).code)
        return found if found.live and among.is_open_to_readers_of(linked_from, found) else None

    def bulk_to_python(self, values: list[int | None]) -> list[Page | None]:
        """Return the chosen pages, each an object of its own, that know what ``localized`` asks for."""
        among = ChosenPages(values)
        by_id = {page.pk: page for page in among.pages}
        pages = [copy(by_id[pk]) if pk in by_id else None for pk in values]
        for page in pages:
            if page is not None:
                page.chosen_among = among
        return pages

    def get_context(self, value: Page | None, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["page_link"] = self.localized(value, linked_from=context.get("page"))
        return context

    class Meta:
        template = "cms/blocks/page_link.html"
        icon = "link"


class HeadingBlock(blocks.StructBlock):
    """A heading with an anchor that stays when the words change and is the same in all languages."""

    text = blocks.CharBlock(max_length=150, label=_("Heading"))
    anchor = blocks.RegexBlock(
        regex=ANCHOR_PATTERN,
        required=False,
        max_length=60,
        label=_("Anchor"),
        help_text=_("Stays the same when the heading changes: lower case letters a–z, digits and hyphens."),
        error_messages={"invalid": _("Use lower case letters a–z, digits and hyphens.")},
    )

    class Meta:
        template = "cms/blocks/heading.html"
        icon = "title"
        label = _("Heading")


class WarningBlock(blocks.StructBlock):
    """Something that must not be missed."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.RichTextBlock(features=["bold", "ul", "link"], label=_("Text"))

    class Meta:
        template = "cms/blocks/warning.html"
        icon = "warning"
        label = _("Important")


class QuoteBlock(blocks.StructBlock):
    """A quotation and where it comes from."""

    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(required=False, max_length=200, label=_("Source"))

    class Meta:
        template = "cms/blocks/quote.html"
        icon = "openquote"
        label = _("Quotation")


class FigureBlock(blocks.StructBlock):
    """A picture with the words for those who cannot see it."""

    image = ImageChooserBlock(label=_("Image"))
    alternative_text = blocks.CharBlock(
        max_length=250, label=_("Alternative text"), help_text=_("What the picture tells, for those who cannot see it.")
    )
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))

    class Meta:
        template = "cms/blocks/figure.html"
        icon = "image"
        label = _("Figure")


class TableBlock(blocks.StructBlock):
    """A table with caption and header row; every cell is translatable text."""

    caption = blocks.CharBlock(max_length=200, label=_("Caption"))
    header = blocks.ListBlock(blocks.CharBlock(max_length=120), min_num=1, label=_("Header row"))
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, max_length=500), label=_("Row")), min_num=1, label=_("Rows")
    )

    class Meta:
        template = "cms/blocks/table.html"
        icon = "table"
        label = _("Table")


class AttachmentBlock(blocks.StructBlock):
    """A document to fetch; type and size are shown."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(required=False, max_length=200, label=_("Link text"))
    language = blocks.ChoiceBlock(
        choices=[("sv", "Svenska"), ("en", "English"), ("fa-af", "دری")], default="sv", label=_("Language of the file")
    )

    class Meta:
        template = "cms/blocks/attachment.html"
        icon = "doc-full"
        label = _("Attachment")


def text_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the shared set for running text, as (name, block) pairs for a StreamBlock."""
    return [
        ("heading", HeadingBlock()),
        ("paragraph", blocks.RichTextBlock(features=RICH_TEXT_FEATURES, label=_("Text"), icon="pilcrow")),
        ("warning", WarningBlock()),
        ("quote", QuoteBlock()),
        ("figure", FigureBlock()),
        ("table", TableBlock()),
        ("attachment", AttachmentBlock()),
        ("page_link", LocalizedPageChooserBlock(label=_("Link to a page"))),
    ]


class EntranceBlock(blocks.StructBlock):
    """One large entrance on the start page."""

    page = LocalizedPageChooserBlock(label=_("Page"))
    title = blocks.CharBlock(max_length=80, label=_("Title"))
    text = blocks.CharBlock(required=False, max_length=200, label=_("Text"))

    class Meta:
        icon = "link"
        label = _("Entrance")


class ListingBlock(blocks.StructBlock):
    """The newest or next items of an index page (calendar, news, knowledge bank)."""

    page = LocalizedPageChooserBlock(label=_("Index page"))
    title = blocks.CharBlock(max_length=80, label=_("Title"))
    limit = blocks.IntegerBlock(default=3, min_value=1, max_value=6, label=_("How many"))
    more = blocks.CharBlock(required=False, max_length=80, label=_("Link text to all of them"))

    class Meta:
        template = "cms/blocks/listing.html"
        icon = "list-ul"
        label = _("List from an index page")
