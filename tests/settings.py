"""Settings of the tests: cms.settings with a database of its own, fast passwords and no compressed static files."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SAMVERKA_DATA_DIR", str(Path(tempfile.gettempdir()) / f"samverka-tests-{os.getpid()}"))
os.environ.setdefault("SAMVERKA_SECRET_KEY", "tests-only")

from cms.settings import *  # noqa: E402,F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
STATIC_ROOT = DATA_DIR / "static"  # noqa: F405 - of cms.settings
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
