"""Addresses of the pages. Names are fixed: templates, mails and the API use them."""

from __future__ import annotations

from django.urls import path

from hadir.web.views import account, attendance, camera, employees, enrolment, home, organisation, pages, schedules

urlpatterns = [
    path("", home.home, name="home"),
    path("hadir/", camera.checkin, name="checkin"),
    path("perekaman/", enrolment.enrol, name="enrol"),
    path("perekaman/tarik/", enrolment.enrol_withdraw, name="enrol_withdraw"),
    path("perekaman/antrean/", enrolment.enrolment_queue, name="enrolment_queue"),
    path("perekaman/antrean/<int:enrolment_id>/", enrolment.enrolment_decision, name="enrolment_decision"),
    path("perekaman/antrean/<int:enrolment_id>/foto/", enrolment.enrolment_portrait, name="enrolment_portrait"),
    path("bukti/kunci.json", attendance.receipt_keys, name="receipt_keys"),
    path("bukti/<uuid:punch_id>/", attendance.receipt, name="receipt"),
    path("bukti/<uuid:punch_id>.jws", attendance.receipt_file, name="receipt_file"),
    path("riwayat/", attendance.history, name="history"),
    path("papan/", attendance.board, name="board"),
    path("papan/isi/", attendance.board_rows, name="board_rows"),
    path("pegawai/", employees.employees, name="employees"),
    path("pegawai/baru/", employees.employee_new, name="employee_new"),
    path("pegawai/tempat-kerja/", employees.work_place_options, name="work_place_options"),
    path("pegawai/<int:employee_id>/", employees.employee, name="employee"),
    path("pegawai/<int:employee_id>/ubah/", employees.employee_edit, name="employee_edit"),
    path("pegawai/<int:employee_id>/undang/", employees.employee_invite, name="employee_invite"),
    path("pegawai/<int:employee_id>/pulihkan/", employees.employee_restore, name="employee_restore"),
    path("pegawai/<int:employee_id>/aktif/", employees.employee_active, name="employee_active"),
    path("pegawai/<int:employee_id>/nip/", employees.employee_nip, name="employee_nip"),
    path("pegawai/<int:employee_id>/peran/", employees.employee_grant, name="employee_grant"),
    path("pegawai/<int:employee_id>/peran/<int:grant_id>/cabut/", employees.employee_revoke, name="employee_revoke"),
    path("pegawai/<int:employee_id>/hancurkan-wajah/", enrolment.employee_withdraw, name="employee_withdraw"),
    path("organisasi/", organisation.units, name="units"),
    path("organisasi/baru/", organisation.unit_new, name="unit_new"),
    path("organisasi/<int:unit_id>/ubah/", organisation.unit_edit, name="unit_edit"),
    path("tempat-kerja/", organisation.work_places, name="work_places"),
    path("tempat-kerja/baru/", organisation.work_place_new, name="work_place_new"),
    path("tempat-kerja/<int:work_place_id>/ubah/", organisation.work_place_edit, name="work_place_edit"),
    path("jam/", schedules.stage_windows, name="stage_windows"),
    path("undangan/<str:token>/", account.invitation, name="invitation"),
    path("keamanan/", account.security, name="security"),
    path("keamanan/keluarkan-semua/", account.end_sessions, name="end_sessions"),
    path("bahasa/", pages.set_language, name="set_language"),
    path("luring/", pages.offline, name="offline"),
    path("sw.js", pages.service_worker, name="service_worker"),
]
