"""Days and months."""

from __future__ import annotations

from django.urls import path

from hadir.web.views import workdays

urlpatterns = [
    path("bulan-saya/", workdays.my_month, name="my_month"),
    path("bulan-saya/<str:day>/", workdays.my_day, name="my_day"),
    path("rekap-harian/", workdays.month_grid, name="month_grid"),
    path("rekap-harian/<int:employee_id>/", workdays.person_month, name="person_month"),
    path("rekap-harian/<int:employee_id>/<str:day>/", workdays.person_day, name="person_day"),
]
