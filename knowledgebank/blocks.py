"""StreamField blocks of the knowledge bank's own subjects; the shared ones are in ``cms/blocks.py``.

One set for all page types, changed rarely. Telephone numbers, dates and anchors are no text to translate: they are the
same in all languages, so that a number that changes is never held back by a late translation.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from cms.blocks import LocalizedPageChooserBlock, text_blocks

TEXT_FEATURES = ["bold", "ul", "ol", "link", "document-link"]
PHONE_PATTERN = r"^[+0-9][0-9 ()\-]{1,28}[0-9]$"


class PhoneBlock(blocks.RegexBlock):
    """A telephone number, the same in all languages."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"invalid": _("Write the number with digits, for example 010-123 45 67.")})
        super().__init__(**{"regex": PHONE_PATTERN, "max_length": 30, **options})


class ChecklistItemBlock(blocks.StructBlock):
    """One thing to tick off. Its id in the list stays when the words change, also in the other languages."""

    text = blocks.CharBlock(max_length=250, label=_("What to do"))
    why = blocks.TextBlock(required=False, max_length=600, rows=2, label=_("Why"), help_text=_("Shown on demand."))

    class Meta:
        icon = "tick"
        label = _("Item")


class ChecklistGroupBlock(blocks.StructBlock):
    """A part of a checklist: a heading and items. Ticks stay on the reader's device; nothing is sent."""

    title = blocks.CharBlock(max_length=120, label=_("Heading"))
    intro = blocks.TextBlock(required=False, max_length=400, rows=2, label=_("Introduction"))
    items = blocks.ListBlock(ChecklistItemBlock(), min_num=1, label=_("Items"))

    class Meta:
        template = "knowledgebank/blocks/checklist_group.html"
        icon = "list-ul"
        label = _("Checklist")


class RiskFactorBlock(blocks.StructBlock):
    """A risk, the signs of it, what to do, and whom to call."""

    factor = blocks.CharBlock(max_length=150, label=_("Risk factor"))
    signs = blocks.ListBlock(blocks.CharBlock(max_length=250), min_num=1, label=_("Signs"))
    action = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("What to do"))
    call = blocks.CharBlock(required=False, max_length=150, label=_("Whom to call"), help_text=_("A function."))
    phone = PhoneBlock(required=False, label=_("Phone"))

    class Meta:
        template = "knowledgebank/blocks/risk_factor.html"
        icon = "warning"
        label = _("Risk factor")


class RoutineStepBlock(blocks.StructBlock):
    """One numbered step: who does what, by when, with which form, and then what."""

    title = blocks.CharBlock(max_length=150, label=_("Step"))
    who = blocks.CharBlock(max_length=150, label=_("Who"), help_text=_("A function, not a name."))
    what = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Does what"))
    by_when = blocks.CharBlock(required=False, max_length=120, label=_("By when"))
    form = blocks.CharBlock(required=False, max_length=150, label=_("With which form"))
    then = blocks.CharBlock(required=False, max_length=250, label=_("Then"))

    class Meta:
        template = "knowledgebank/blocks/routine_step.html"
        icon = "order"
        label = _("Step of a routine")


class ContactBlock(blocks.StructBlock):
    """Whom to ask: a function with a shared mailbox, no private person."""

    name = blocks.CharBlock(max_length=120, label=_("Function"), help_text=_("Not a person's name."))
    organization = blocks.CharBlock(required=False, max_length=150, label=_("Organization"))
    text = blocks.CharBlock(required=False, max_length=250, label=_("Hours and the like"))
    email = blocks.EmailBlock(required=False, label=_("Shared mailbox"))
    phone = PhoneBlock(required=False, label=_("Phone"))

    class Meta:
        template = "knowledgebank/blocks/contact.html"
        icon = "mail"
        label = _("Contact")


class SourceBlock(blocks.StructBlock):
    """Where it is written: a law with its chapter, a report; and the day somebody last read it there."""

    title = blocks.CharBlock(max_length=200, label=_("Source"), help_text=_("For example Social Services Act."))
    place = blocks.CharBlock(required=False, max_length=120, label=_("Chapter, section or page"))
    url = blocks.URLBlock(required=False, label=_("Address"))
    read_on = blocks.DateBlock(required=False, label=_("Read on"))

    class Meta:
        template = "knowledgebank/blocks/source.html"
        icon = "doc-full-inverse"
        label = _("Source")


class WorkReferenceBlock(blocks.StructBlock):
    """Another page of ours, with a sentence on why to read it; leads to the reader's language where that is live."""

    page = LocalizedPageChooserBlock(label=_("Page"))
    sentence = blocks.CharBlock(required=False, max_length=250, label=_("Why it belongs here"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        page: Page | None = value["page"]
        context["work"] = LocalizedPageChooserBlock.localized(page, linked_from=context.get("page"))
        return context

    class Meta:
        template = "knowledgebank/blocks/work_reference.html"
        icon = "link"
        label = _("Reference to a page")


def knowledge_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the set for running text in the knowledge bank: the shared blocks and our own, as (name, block) pairs."""
    return [
        *text_blocks(),
        ("checklist_group", ChecklistGroupBlock()),
        ("routine_step", RoutineStepBlock()),
        ("risk_factor", RiskFactorBlock()),
        ("contact", ContactBlock()),
        ("source", SourceBlock()),
        ("work", WorkReferenceBlock()),
    ]
