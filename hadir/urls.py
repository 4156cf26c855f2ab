"""All addresses of the site."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from hadir.api.main import api, unknown_address
from hadir.backoffice import records

# The API stands first: a check-in asks it about ten times, and every include before it is tried each time.
urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api/", csrf_exempt(unknown_address)),
    path("", include("hadir.web.urls")),
    path("akun/", include("allauth.urls")),
    path("kantor/", records.site.urls),
]

handler500 = "hadir.web.error_pages.server_error"
