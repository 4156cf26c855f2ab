"""Addresses of personal data."""

from __future__ import annotations

from django.urls import path

from hadir.web.views import own_data, privacy, privacy_breaches, privacy_registers, privacy_retention

urlpatterns = [
    path("data-saya/", own_data.own_data, name="own_data"),
    path("data-saya/minta/", own_data.own_request_new, name="own_request_new"),
    path("data-saya/permintaan/<int:request_id>/tarik/", own_data.own_request_recall, name="own_request_recall"),
    path("data-saya/salinan/", own_data.own_export_new, name="own_export_new"),
    path("data-saya/salinan/<int:export_id>.zip", own_data.own_export_file, name="own_export_file"),
    path("data-saya/akun.zip", own_data.own_account_file, name="own_account_file"),
    path("data-saya/pemberitahuan/", own_data.own_notice, name="own_notice"),
    path("privasi/permintaan/", privacy.queue, name="privacy_queue"),
    path("privasi/permintaan/surat/", privacy.paper_new, name="privacy_paper_new"),
    path("privasi/permintaan/<int:request_id>/salinan.zip", privacy.paper_copy, name="privacy_paper_copy"),
    path("privasi/permintaan/<int:request_id>/", privacy.request_page, name="privacy_request"),
    path("privasi/permintaan/<int:request_id>/<slug:deed>/", privacy.request_deed, name="privacy_request_deed"),
    path("privasi/pemberitahuan/", privacy.notices, name="privacy_notices"),
    path("privasi/pemberitahuan/tulis/", privacy.notice_draft, name="privacy_notice_draft"),
    path("privasi/pemberitahuan/terbitkan/", privacy.notice_publish, name="privacy_notice_publish"),
    path("privasi/register/", privacy_registers.register, name="privacy_register"),
    path("privasi/register/berkas.<slug:form>", privacy_registers.register_file, name="privacy_register_file"),
    path("privasi/register/baru/", privacy_registers.activity_new, name="privacy_activity_new"),
    path("privasi/register/<slug:code>/ubah/", privacy_registers.activity_edit, name="privacy_activity_edit"),
    path("privasi/pengendali/", privacy_registers.controller, name="privacy_controller"),
    path("privasi/dampak/", privacy_registers.assessment, name="privacy_assessment"),
    path("privasi/dampak/berkas.pdf", privacy_registers.assessment_file, name="privacy_assessment_file"),
    path("privasi/pelanggaran/", privacy_breaches.breaches, name="privacy_breaches"),
    path("privasi/pelanggaran/baru/", privacy_breaches.breach_new, name="privacy_breach_new"),
    path("privasi/pelanggaran/<int:breach_id>/", privacy_breaches.breach, name="privacy_breach"),
    path("privasi/pelanggaran/<int:breach_id>/ubah/", privacy_breaches.breach_edit, name="privacy_breach_edit"),
    path(
        "privasi/pelanggaran/<int:breach_id>/surat-<slug:addressee>.pdf",
        privacy_breaches.breach_letter,
        name="privacy_breach_letter",
    ),
    path("privasi/pelanggaran/<int:breach_id>/<slug:deed>/", privacy_breaches.breach_deed, name="privacy_breach_deed"),
    path("privasi/masa-simpan/", privacy_retention.retention, name="privacy_retention"),
    path("privasi/masa-simpan/kebijakan/", privacy_retention.policy_new, name="privacy_policy_new"),
    path("privasi/masa-simpan/laporan.<slug:form>", privacy_retention.report_file, name="privacy_report_file"),
    path("privasi/masa-simpan/cadangan/", privacy_retention.backup_new, name="privacy_backup_new"),
    path(
        "privasi/masa-simpan/cadangan/<int:backup_id>/musnah/",
        privacy_retention.backup_destroyed,
        name="privacy_backup_destroyed",
    ),
]
