"""The site's own settings with the guard of the seats taken off: see ``unguarded/apps.py``."""

from cms.settings import *  # noqa: F403
from cms.settings import INSTALLED_APPS as OWN_APPS

INSTALLED_APPS = [*OWN_APPS, "tests.crowd.unguarded.apps.Unguarded"]
