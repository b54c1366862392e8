"""What the page types of the knowledge bank have in common: two abstract classes.

``KnowledgeText`` is any text with an owner, a contact, topics and audiences; ``KnowledgePage`` is one that holds until
further notice and therefore is reviewed.
"""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.models import SYNCHRONIZED_SLUG, SearchablePage, SearchParts, plain_text
from knowledgebank.blocks import knowledge_blocks
from knowledgebank.enums import ChangeSignificance, ScopeLevel
from knowledgebank.models.history import REVIEW_MONTHS_MOST, TwentyFourMonthsLater
from knowledgebank.months import add_months

REVIEW_PATHS = models.Q(review_by__gt=models.F("last_reviewed_on")) & models.Q(
    review_by__lte=TwentyFourMonthsLater("last_reviewed_on")
)


def _same_in_all_languages(*names: str) -> list[SynchronizedField]:
    return [SynchronizedField(name, overridable=False) for name in names]


class KnowledgeText(SearchablePage, Page):
    """A text with a summary, a body, somebody who answers for it, and the words it is found by."""

    summary = models.CharField(
        _("summary"),
        max_length=300,
        help_text=_("One or two sentences, shown in lists and above the text. At most 300 characters."),
    )
    body = StreamField(knowledge_blocks(), blank=True, verbose_name=_("content"))
    responsible_organization = models.ForeignKey(
        "networks.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"merged_into__isnull": True},
        verbose_name=_("responsible organization"),
        help_text=_("Who answers for what the text says."),
    )
    contact_function = models.CharField(
        _("contact"), max_length=120, blank=True, help_text=_("A function, for example County coordinator. No names.")
    )
    contact_email = models.EmailField(_("shared mailbox"), blank=True, help_text=_("Not a private person's address."))
    scope_level = models.CharField(_("holds for"), max_length=15, choices=ScopeLevel.choices, default=ScopeLevel.COUNTY)
    county_code = models.CharField(_("county code"), max_length=2, blank=True, help_text=_("Two digits."))
    municipality_code = models.CharField(_("municipality code"), max_length=4, blank=True, help_text=_("Four digits."))

    read_with = ("locale", "responsible_organization")
    schema_type: ClassVar[str] = "Article"
    """Type of the page in JSON-LD (schema.org)."""

    text_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldPanel("summary", widget=AdminAutoHeightTextInput(attrs={"rows": 2, "dir": "auto"})),
    ]
    finding_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                InlinePanel("knowledge_topics", label=_("Topic")),
                InlinePanel("knowledge_audiences", label=_("Audience")),
            ],
            heading=_("Found by"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("scope_level"),
                FieldRowPanel([FieldPanel("county_code"), FieldPanel("municipality_code")]),
            ],
            heading=_("Where it holds"),
        ),
    ]
    responsible_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldPanel("responsible_organization"),
                FieldRowPanel([FieldPanel("contact_function"), FieldPanel("contact_email")]),
            ],
            heading=_("Who answers for it"),
        ),
    ]
    promote_panels: ClassVar[list[Panel]] = [*finding_panels, *Page.promote_panels]
    override_translatable_fields: ClassVar[list[SynchronizedField]] = [
        SYNCHRONIZED_SLUG,
        *_same_in_all_languages(
            "responsible_organization", "contact_email", "scope_level", "county_code", "municipality_code"
        ),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        needed = {ScopeLevel.COUNTY: 2, ScopeLevel.MUNICIPALITY: 4}
        for level, field in ((ScopeLevel.COUNTY, "county_code"), (ScopeLevel.MUNICIPALITY, "municipality_code")):
            code = getattr(self, field)
            if code and (not code.isascii() or not code.isdigit() or len(code) != needed[level]):
                raise ValidationError({field: _("Write the code with digits, zeros too.")})

    @property
    def updated_on(self) -> date | None:
        """The day this language's text last changed, ``None`` before it is public."""
        return timezone.localdate(self.last_published_at) if self.last_published_at else None

    @property
    def kind_name(self) -> str:
        """What kind of text this is, in the reader's language."""
        return str(self._meta.verbose_name).capitalize()

    @property
    def contents(self) -> list[Any]:
        """The headings that have an anchor, for the contents list."""
        return [
            block.value
            for stream in self.own_streams()
            for block in stream
            if block.block_type == "heading" and block.value["anchor"]
        ]

    @property
    def checklist_length(self) -> int:
        """How many items there are to tick on the page."""
        blocks = [block for stream in self.own_streams() for block in stream]
        return sum(len(block.value["items"]) for block in blocks if block.block_type == "checklist_group")

    @property
    def has_checklist(self) -> bool:
        return self.checklist_length > 0

    def own_streams(self) -> list[Any]:
        """Return the stream values of this page in reading order; page types with parts of their own add them."""
        return [self.body]

    def search_parts(self) -> SearchParts:
        blocks = [block for stream in self.own_streams() for block in stream]
        return SearchParts(
            title=self.title,
            headings=[text for block in blocks if (text := _heading_of(block))],
            body=" ".join([self.summary, *(part for block in blocks for part in plain_text(block.value))]),
            attachments=[
                block.value["title"] or block.value["document"].title
                for block in blocks
                if block.block_type == "attachment" and block.value["document"]
            ],
            facets={
                "topic": [link.topic.slug for link in self.knowledge_topics.select_related("topic")],
                "audience": [link.audience.slug for link in self.knowledge_audiences.select_related("audience")],
                "county": [self.county_code] if self.county_code else [],
                "municipality": [self.municipality_code] if self.municipality_code else [],
            },
        )


class KnowledgePage(KnowledgeText):
    """A text in force: reviewed at the latest 24 months after the last time, or visibly overdue."""

    review_interval_months = models.PositiveSmallIntegerField(
        _("review every"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(REVIEW_MONTHS_MOST)],
        help_text=_("Months, at most 24."),
    )
    last_reviewed_on = models.DateField(
        _("last reviewed on"), default=timezone.localdate, help_text=_("The day somebody last checked all of it.")
    )
    review_by = models.DateField(_("review at the latest"), editable=False)
    change_note = models.CharField(
        _("what changed"),
        max_length=300,
        blank=True,
        help_text=_("Public: in plain words, for those who know the text."),
    )
    change_significance = models.CharField(
        _("how much it changed"), max_length=5, choices=ChangeSignificance.choices, default=ChangeSignificance.MINOR
    )

    review_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel([FieldPanel("change_significance"), FieldPanel("change_note")], heading=_("This change")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("last_reviewed_on"), FieldPanel("review_interval_months")])],
            heading=_("Review"),
        ),
    ]
    override_translatable_fields: ClassVar[list[SynchronizedField]] = [
        *KnowledgeText.override_translatable_fields,
        *_same_in_all_languages("review_interval_months", "last_reviewed_on", "change_significance"),
    ]
    parent_page_types: ClassVar[list[str]] = ["knowledgebank.KnowledgeIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_interval_months__gte=1, review_interval_months__lte=REVIEW_MONTHS_MOST),
                name="%(class)s_review_interval_1_to_24",
            ),
            models.CheckConstraint(condition=REVIEW_PATHS, name="%(class)s_review_within_24_months"),
        ]

    def clean(self) -> None:
        super().clean()
        if self.change_significance == ChangeSignificance.MAJOR and not self.change_note.strip():
            raise ValidationError({"change_note": _("Say in plain words what changed: a major change needs it.")})
        self._set_review_by()

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._set_review_by()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._set_review_by()
        super().save(*args, **kwargs)

    def _set_review_by(self) -> None:
        if self.last_reviewed_on and self.review_interval_months:
            self.review_by = add_months(self.last_reviewed_on, self.review_interval_months)

    def review_day(self) -> date | None:
        """Return the day by which the text is to be reviewed; a plan takes it from its edition in force."""
        return self.review_by

    @property
    def review_overdue(self) -> bool:
        day = self.review_day()
        return day is not None and day < timezone.localdate()


def _heading_of(block: Any) -> str:
    """Return the words of a block that head what follows."""
    names = {"heading": "text", "checklist_group": "title", "routine_step": "title", "risk_factor": "factor"}
    name = names.get(block.block_type)
    return str(block.value[name]) if name else ""
