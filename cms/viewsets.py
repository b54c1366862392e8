"""Admin views of cms's own tables: the vocabulary, what is known to fail, and accessibility complaints."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.models import AccessibilityComplaint, AccessibilityFinding, Audience, Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["title", "slug", "order", "live"]
    copy_view_enabled = False


class AudienceViewSet(SnippetViewSet):
    model = Audience
    icon = "group"
    list_display = ["title", "slug", "order", "live"]
    copy_view_enabled = False


class VocabularyGroup(SnippetViewSetGroup):
    items = (TopicViewSet, AudienceViewSet)
    menu_label = _("Vocabulary")
    menu_icon = "tag"
    menu_order = 500


class AccessibilityFindingViewSet(SnippetViewSet):
    model = AccessibilityFinding
    icon = "warning"
    list_display = ["where", "criterion", "kind", "found_on", "fixed_on"]
    list_filter = ["kind"]


class AccessibilityComplaintViewSet(SnippetViewSet):
    """Complaints come by the form on the statement; here the answer is dated."""

    model = AccessibilityComplaint
    icon = "mail"
    list_display = ["created_at", "due_on", "page", "answered_on"]
    list_filter = ["language", "answered_on"]
    copy_view_enabled = False
    panels = [
        FieldPanel("due_on", read_only=True),
        FieldPanel("page", read_only=True),
        FieldPanel("text", read_only=True),
        FieldPanel("email", read_only=True),
        FieldPanel("answered_on"),
    ]


class AccessibilityGroup(SnippetViewSetGroup):
    items = (AccessibilityFindingViewSet, AccessibilityComplaintViewSet)
    menu_label = _("Accessibility")
    menu_icon = "glasses"
    menu_order = 510
