"""Addresses of leave, permissions, duty letters and the book of days."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import leave, leave_letters, leave_office

urlpatterns: list[URLPattern] = [
    path("cuti/", leave.my_leave, name="my_leave"),
    path("cuti/baru/", leave.leave_choose, name="leave_choose"),
    path("cuti/baru/<slug:code>/", leave.leave_new, name="leave_new"),
    path("cuti/menunggu/", leave.leave_inbox, name="leave_inbox"),
    path("cuti/permohonan/<int:request_id>/", leave.absence_request, name="absence_request"),
    path("cuti/permohonan/<int:request_id>/lengkapi/", leave.leave_complete, name="leave_complete"),
    path("cuti/lampiran/<int:attachment_id>/", leave.leave_paper, name="leave_paper"),
    path("cuti/tim/", leave_office.leave_team, name="leave_team"),
    path("cuti/ketentuan/", leave_office.leave_types, name="leave_types"),
    path("cuti/ketentuan/baru/", leave_office.leave_type_edit, name="leave_type_new"),
    path("cuti/ketentuan/<int:type_id>/putusan/", leave_office.leave_type_decide, name="leave_type_decide"),
    path("cuti/ketentuan/<int:type_id>/", leave_office.leave_type_edit, name="leave_type_edit"),
    path("cuti/saldo/", leave_office.leave_ledgers, name="leave_ledgers"),
    path("cuti/saldo/impor/", leave_office.leave_opening, name="leave_opening"),
    path("cuti/saldo/usulan/<int:proposal_id>/", leave_office.leave_adjustment, name="leave_adjustment"),
    path("cuti/saldo/<int:employee_id>/", leave_office.leave_ledger, name="leave_ledger"),
    path("cuti/surat/", leave_letters.duty_letters, name="duty_letters"),
    path("cuti/surat/baru/", leave_letters.duty_letter_new, name="duty_letter_new"),
    path("cuti/surat/<int:letter_id>/", leave_letters.duty_letter, name="duty_letter"),
]
