"""The WSGI entry point: Django inside the outermost page cache."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django.setup(set_prefix=False)

from cms.page_cache import PageCache  # noqa: E402 - reads the models, which Django has loaded only now
from cms.requests import SiteHandler  # noqa: E402 - reads the settings

application = PageCache(SiteHandler())
