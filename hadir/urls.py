"""All addresses of the site."""

from __future__ import annotations

from django.urls import include, path

from hadir.api.main import api
from hadir.backoffice import records

urlpatterns = [
    path("", include("hadir.web.urls")),
    path("akun/", include("allauth.urls")),
    path("kantor/", records.site.urls),
    path("api/v1/", api.urls),
]

handler500 = "hadir.web.error_pages.server_error"
