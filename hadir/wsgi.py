"""What the web server loads: `granian --interface wsgi hadir.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hadir.settings")

application = get_wsgi_application()
