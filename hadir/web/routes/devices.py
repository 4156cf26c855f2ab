"""Addresses of phones."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import devices, own_device

urlpatterns: list[URLPattern] = [
    path("keamanan/ponsel/", own_device.own_device, name="own_device"),
    path("ponsel/", devices.devices, name="devices"),
    path("ponsel/pegawai/<int:employee_id>/", devices.device_person, name="device_person"),
    path("ponsel/permintaan/", devices.device_requests, name="device_requests"),
    path("ponsel/permintaan/<int:request_id>/", devices.device_request, name="device_request"),
    path("ponsel/peringatan/", devices.device_alarms, name="device_alarms"),
    path("ponsel/peringatan/<int:alarm_id>/", devices.device_alarm, name="device_alarm"),
]
