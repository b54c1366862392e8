"""Public addresses of cms under a language prefix: search, offline page."""

from django.urls import path

from cms.views import accessibility, offline, search

urlpatterns = [
    path("accessibility/tell/", accessibility.complain, name="accessibility_complaint"),
    path("accessibility/tell/received/", accessibility.complaint_received, name="accessibility_complaint_received"),
    path("search/", search.search_page, name="search"),
    path("offline/", offline.offline_page, name="offline"),
    path("manifest.webmanifest", offline.web_manifest, name="web_manifest"),
]
