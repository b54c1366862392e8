"""Addresses outside the language prefixes: root, health, service worker, site map."""

from django.urls import path

from cms.views import health, media, offline, root, sitemap

urlpatterns = [
    path("", root.root, name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("media/images/<path:name>", media.rendition, name="rendition"),
    path("readyz", health.readyz, name="readyz"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sw.js", offline.service_worker, name="service_worker"),
]
