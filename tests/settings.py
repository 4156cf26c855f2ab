"""The site's settings as tests (and mypy) see them: demo mode, with everything it keeps below `var/test`."""

from __future__ import annotations

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("HADIR_MODE", "demo")
os.environ.setdefault("HADIR_VAR_DIR", str(_ROOT / "var" / "test"))
os.environ.setdefault("HADIR_SCRIPT_PAUSES", "false")  # tests of the pauses switch them on

from hadir.postgres.cluster import WEB_ROLE  # noqa: E402 - the environment had to come first
from hadir.settings import *  # noqa: E402,F403

# One unsalted round: hashing is Django's to test, not ours.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Pages must render, and files be served, before `collectstatic` has run.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Two test runs at once must not meet; tests/conftest.py sweeps what a killed run leaves.
DATABASES["default"]["TEST"] = {"NAME": f"hadir_test_{os.getpid()}"}  # noqa: F405
# Whoever looks through a page looks as a web process would: under its restricted role (hadir/audit/guarded).
DATABASES["default"] |= {"GUARD": "assume", "GUARD_ROLE": WEB_ROLE}  # noqa: F405
