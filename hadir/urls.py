"""All addresses of the site."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from hadir.api.main import api, unknown_address
from hadir.backoffice import records

urlpatterns = [
    path("", include("hadir.web.urls")),
    path("akun/", include("allauth.urls")),
    path("kantor/", records.site.urls),
    path("api/v1/", api.urls),
    re_path(r"^api/", csrf_exempt(unknown_address)),
]

handler500 = "hadir.web.error_pages.server_error"
