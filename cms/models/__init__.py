"""The tables of cms: fields, constraints, panels. Rules are in ``cms/domain/``."""

from cms.models.accessibility import AccessibilityComplaint, AccessibilityFinding, AccessibilityStatementPage
from cms.models.generation import Generation
from cms.models.idempotency import IdempotencyKey
from cms.models.jobs import Job
from cms.models.outgoing_mail import MailState, OutgoingMail
from cms.models.pages import SYNCHRONIZED_SLUG, HomePage, ListingItem, ListingPage, StandardPage
from cms.models.rate_buckets import RateBucket
from cms.models.search import SearchDocument, SearchFacet, SearchForm, SearchKey, SearchPosting
from cms.models.searchable import SearchablePage, SearchParts, plain_text
from cms.models.signed_links import SignedLink
from cms.models.site_settings import SiteSettings
from cms.models.topics import Audience, Topic
from cms.models.translations import TranslationStatus

__all__ = [
    "SYNCHRONIZED_SLUG",
    "AccessibilityComplaint",
    "AccessibilityFinding",
    "AccessibilityStatementPage",
    "Audience",
    "Generation",
    "HomePage",
    "IdempotencyKey",
    "Job",
    "ListingItem",
    "ListingPage",
    "MailState",
    "OutgoingMail",
    "RateBucket",
    "SearchDocument",
    "SearchFacet",
    "SearchForm",
    "SearchKey",
    "SearchParts",
    "SearchPosting",
    "SearchablePage",
    "SignedLink",
    "SiteSettings",
    "StandardPage",
    "Topic",
    "TranslationStatus",
    "plain_text",
]
