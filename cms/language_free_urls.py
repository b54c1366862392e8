"""Addresses outside the language prefixes: root, health, service worker, site map, crawlers."""

from django.urls import path

from cms.views import health, media, offline, robots, root, sitemap

urlpatterns = [
    path("", root.root, name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("media/images/<path:name>", media.rendition, name="rendition"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sw.js", offline.service_worker, name="service_worker"),
]
