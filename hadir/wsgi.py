"""What the web server loads: `granian --interface wsgi hadir.wsgi:application`."""

from __future__ import annotations

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "hadir.settings_web"  # whatever the process that started us uses

application = get_wsgi_application()
import_module("hadir.urls")  # now, not while the first person waits
# What is loaded stays: the collector need not look at half a million objects again and again during requests.
gc.collect()
gc.freeze()
