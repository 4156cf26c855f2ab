"""Which files are kept, and that they open for nobody else and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hadir.audit.models import AuditEntry
from hadir.leave import paper_rules, papers, requests
from hadir.leave.models import Attachment
from hadir.leave.paper_rules import PaperFault
from hadir.leave.papers import Paper
from hadir.leave.rules import Deed
from hadir.lib.errors import InvalidInput, NotFound
from tests.cast import SYSTEM, Cast
from tests.leave.conftest import NOW, TODAY, an_ask
from tests.leave.papers import a_jpeg, a_pdf, packed


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "paper_empty"),
        (b"%PDF-1.7\n" + b"x" * paper_rules.MAX_BYTES, "paper_too_big"),
        (b"GIF89a", "paper_kind"),
        (b"PK\x03\x04", "paper_kind"),
        (b"<html>%PDF-1.7", "paper_kind"),
        (b"%PDF-1.7\nno end", "paper_damaged"),
        (b"%PDF-9.9\nstartxref\n%%EOF", "paper_damaged"),
        (b"\xff\xd8\xff\xe0\x00", "paper_damaged"),
        (a_jpeg()[:-40], "paper_damaged"),
        (a_pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "paper_active"),
        (a_pdf(b"<< /S /J#61vaScript >>"), "paper_active"),
        (a_pdf(b"<< /S /Launch /F (calc.exe) >>"), "paper_active"),
        (a_pdf(b"<< /Names << /EmbeddedFiles 4 0 R >> >>"), "paper_active"),
        (a_pdf(b"% stream\n/JavaScript\n% endstream\n"), "paper_active"),
        (a_pdf(packed(b"<< /JS (x) >>")), "paper_active"),
        (a_pdf(packed(b"/Type /EmbeddedFile")), "paper_active"),
        (a_pdf(b"trailer << /Encrypt 9 0 R >>"), "paper_locked"),
        (a_pdf(b"5 0 obj << /Type /ObjStm /Filter /LZWDecode >>\nstream\nxx\nendstream\n"), "paper_damaged"),
        (a_pdf(b"5 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\nxx\nendstream\n"), "paper_damaged"),
    ],
)
def test_what_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(PaperFault) as refused:
        paper_rules.check(content)
    assert refused.value.code == code


def test_plain_papers_are_kept_and_pictures_written_anew() -> None:
    plain = a_pdf(packed(b"<< /Type /Annot >>"))
    assert paper_rules.check(plain).content == plain
    noted = a_jpeg()[:2] + b"\xff\xe1\x00\x0aExif\x00\x00GP" + a_jpeg()[2:] + b"hidden archive"
    kept = paper_rules.check(noted)
    assert kept.kind == "jpeg"
    assert b"Exif" not in kept.content and b"hidden" not in kept.content


@pytest.mark.django_db
def test_a_bad_paper_keeps_the_whole_request_out(kinds: Cast) -> None:
    ask = an_ask(type_code="CS", first=TODAY, last=TODAY)
    with pytest.raises(InvalidInput) as refused:
        requests.submit(kinds.budi, ask=ask, attached=[Paper("a.pdf", b"MZ")], now=NOW)
    assert "Hanya PDF atau JPEG" in str(refused.value.fields["papers"])
    with pytest.raises(InvalidInput):
        requests.submit(kinds.budi, ask=ask, attached=[Paper("a.pdf", a_pdf())] * 6, now=NOW)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_looks_are_logged_keys_rewrapped_and_notes_destroyed(kinds: Cast) -> None:
    ask = an_ask(type_code="CS", first=TODAY, last=TODAY + timedelta(days=1))
    asked = requests.submit(kinds.budi, ask=ask, attached=[Paper("surat.pdf", a_pdf())], now=NOW).request
    row = asked.attachments.get()
    assert papers.read(kinds.budi, row.pk).content == a_pdf()
    assert not AuditEntry.objects.filter(action="leave.paper_seen").exists()
    papers.read(kinds.joko, row.pk)
    assert AuditEntry.objects.get(action="leave.paper_seen").actor_id == kinds.joko.pk
    for stranger in (kinds.dedi, kinds.made, kinds.wati, kinds.agus):
        with pytest.raises(NotFound):
            papers.read(stranger, row.pk)
    assert papers.rewrap_keys(SYSTEM) == 0
    requests.decide(kinds.joko, request_id=asked.pk, deed=Deed.REJECT, note="x", now=NOW)
    assert papers.destroy_health(now=NOW, before=NOW).count == 0
    assert papers.destroy_other(now=NOW, before=NOW + timedelta(days=1)).count == 0
    assert papers.destroy_health(now=NOW, before=NOW + timedelta(days=1)).count == 1
    with pytest.raises(NotFound) as refused:
        papers.read(kinds.joko, row.pk)
    assert refused.value.code == "paper_gone"
