"""All addresses. Names the other apps only as strings."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import pages

# Wagtail's own addresses, but for the view that serves the pages
PAGE_URLS = [
    *[entry for entry in wagtail_urls.urlpatterns if entry.name != "wagtail_serve"],
    re_path(wagtail_urls.serve_pattern, pages.serve, name="wagtail_serve"),
]

urlpatterns = [
    path("admin/", include("cms.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.language_free_urls")),
    *i18n_patterns(
        path("", include("cms.public_urls")),
        path("", include("networks.urls")),
        path("", include("events.urls")),
        path("", include("knowledgebank.urls")),
        path("", include(PAGE_URLS)),
        prefix_default_language=True,
    ),
]

handler404 = "cms.views.errors.page_not_found"
handler500 = "cms.views.errors.server_error"
handler403 = "cms.views.errors.permission_denied"
handler400 = "cms.views.errors.bad_request"

if settings.DEBUG:
    urlpatterns = [*static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT), *urlpatterns]
