"""Addresses of the screens at work places and of the code in their QR."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import site_codes

urlpatterns: list[URLPattern] = [
    path("layar/<str:token>/", site_codes.site_screen, name="site_screen"),
    path("layar/<str:token>/kini/", site_codes.site_screen_now, name="site_screen_now"),
    # Short, because the address lies in the QR: fewer and larger squares are read from farther away.
    path("k/<str:secret>", site_codes.site_code, name="site_code"),
    path("tempat-kerja/layar/", site_codes.site_screens, name="site_screens"),
]
