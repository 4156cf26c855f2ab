"""The breach register: clock, people, letters, who was told when (article 46)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hadir.accounts.models import User
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.notices.models import Notice
from hadir.people.models import Employee
from hadir.privacy import breaches, printing, reminders, selectors
from hadir.privacy.breaches import BreachData, Selection
from hadir.privacy.models import Breach
from hadir.privacy.rules import Addressee, BreachState
from tests.cast import Cast

pytestmark = pytest.mark.django_db
KNOWN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DATA = BreachData(
    title="Laptop operator hilang",
    happened_from=KNOWN - timedelta(hours=5),
    happened_to=None,
    known_at=KNOWN,
    disclosed="Nama dan NIP #pegawai *Setda*",
    how="Laptop yang sedang masuk hilang di bandara.",
    consequences="",
    handling="Sesi diakhiri.",
    advice="Ganti kata sandi.",
    public_concerned=False,
)


def _opened(cast: Cast) -> Breach:
    return breaches.open_breach(cast.dewi, data=DATA, today=KNOWN.date(), now=KNOWN)


def test_the_clock_begins_when_the_breach_is_known_and_never_moves(office: Cast) -> None:
    made = _opened(office)
    assert made.due_at == KNOWN + timedelta(hours=72)
    later = replace(DATA, known_at=KNOWN + timedelta(hours=9), handling="Laptop ditemukan.")
    changed = breaches.update_breach(office.dewi, made.pk, data=later, now=KNOWN + timedelta(hours=10))
    assert (changed.known_at, changed.due_at) == (made.known_at, made.due_at)
    assert changed.handling == "Laptop ditemukan."


def test_people_are_selected_by_unit_and_number_and_told_once(office: Cast) -> None:
    made = _opened(office)
    below = Employee.objects.filter(unit__in=[office.setda, office.bagian_umum])
    assert breaches.add_affected(office.dewi, made.pk, selection=Selection([office.setda.pk]), now=KNOWN) == len(below)
    again = Selection([office.bagian_umum.pk], [office.dedi.username])
    assert breaches.add_affected(office.dewi, made.pk, selection=again, now=KNOWN) == 1
    told = breaches.tell_affected(office.dewi, made.pk, summary="Nama dan NIP Anda terlihat.", now=KNOWN)
    assert told == len(below) + 1
    receivers = set(Notice.objects.filter(kind="breach_notice").values_list("user_id", flat=True))
    assert receivers == set(User.objects.filter(employee__in=below).values_list("pk", flat=True)) | {office.dedi.pk}
    with pytest.raises(Conflict, match="nobody_affected"):
        breaches.tell_affected(office.dewi, made.pk, summary="lagi", now=KNOWN)


def test_a_number_that_nobody_has_is_named(office: Cast) -> None:
    made = _opened(office)
    with pytest.raises(InvalidInput, match="nips_unknown"):
        breaches.add_affected(office.dewi, made.pk, selection=Selection(nips=["199001012015031999"]), now=KNOWN)
    assert not made.affected.exists()


def test_it_closes_only_when_people_and_authority_were_told(office: Cast) -> None:
    made = _opened(office)
    with pytest.raises(Conflict, match="still_to_tell"):
        breaches.move(office.dewi, made.pk, state=BreachState.CLOSED, now=KNOWN)
    late = KNOWN + timedelta(hours=73)
    for addressee, at in ((Addressee.AUTHORITY, KNOWN + timedelta(hours=70)), (Addressee.SUBJECTS, late)):
        breaches.note_telling(office.dewi, made.pk, addressee=addressee, how="Surat 1/2026", at=at)
    assert list(made.tellings.values_list("addressee", "in_time")) == [("authority", True), ("subjects", False)]
    closed = breaches.move(office.dewi, made.pk, state=BreachState.CLOSED, now=late)
    assert closed.closed_at == late
    with pytest.raises(Conflict, match="breach_closed"):
        breaches.update_breach(office.dewi, made.pk, data=DATA, now=late)


@pytest.mark.parametrize(
    "wrong",
    [
        {"known_at": KNOWN + timedelta(hours=1)},
        {"happened_from": KNOWN + timedelta(minutes=1)},
        {"happened_to": KNOWN - timedelta(hours=6)},
    ],
)
def test_times_that_cannot_be_are_refused(office: Cast, wrong: dict[str, datetime]) -> None:
    with pytest.raises(InvalidInput, match="times"):
        breaches.open_breach(office.dewi, data=replace(DATA, **wrong), today=KNOWN.date(), now=KNOWN)  # type: ignore[arg-type]  # a date


def test_nobody_but_the_officer_touches_the_register(office: Cast) -> None:
    made = _opened(office)
    for other in (office.siti, office.made, office.agus, office.dedi):
        with pytest.raises(NotPermitted):
            breaches.update_breach(other, made.pk, data=DATA, now=KNOWN)


def test_an_untold_breach_is_reminded_of_three_times(office: Cast) -> None:
    made = _opened(office)
    sent = [reminders.send_due(now=made.due_at - timedelta(hours=left)) for left in (30, 24, 23, 6, 0, -5)]
    assert sent == [0, 1, 0, 1, 1, 0]
    assert Notice.objects.filter(kind="privacy_request_due", user=office.dewi).count() == 3


@pytest.mark.parametrize("addressee", [Addressee.AUTHORITY, Addressee.SUBJECTS])
def test_the_letter_is_a_pdf_and_no_text_becomes_markup(office: Cast, addressee: Addressee) -> None:
    made = _opened(office)
    letter = printing.breach_letter(made, addressee, zone=ZoneInfo("Asia/Jakarta"), now=KNOWN)
    assert letter.startswith(b"%PDF")


def test_the_register_over_the_pages(office: Cast, browser_of: Callable[[User], Client]) -> None:
    dewi = browser_of(office.dewi)
    local = timezone.localtime(timezone.now(), ZoneInfo("Asia/Jakarta"))
    values = {
        "title": "Surel salah kirim",
        "known_at": f"{local - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "happened_from": f"{local - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "disclosed": "Daftar nama",
        "how": "Salah alamat",
    }
    assert dewi.post(reverse("privacy_breach_new"), values).status_code == 302
    made = Breach.objects.get()
    assert (timezone.now() - made.known_at) < timedelta(hours=1, minutes=2)
    page = reverse("privacy_breach", args=[made.pk])
    deed = [reverse("privacy_breach_deed", args=[made.pk, name]) for name in ("terdampak", "beri-tahu", "tutup")]
    assert dewi.post(deed[0], {"affected-units": [office.setda.pk], "affected-nips": ""}).status_code == 302
    assert dewi.post(deed[0], {"affected-nips": "123"}).status_code == 422
    assert dewi.post(deed[1], {"summary-summary": "Nama Anda terlihat orang lain."}).status_code == 302
    assert dewi.post(deed[2]).status_code == 409
    shown = dewi.get(page).content.decode()
    assert "Tepat waktu" in shown
    assert "Lembaga pelindungan data pribadi" in shown
    assert dewi.get(reverse("privacy_breach_letter", args=[made.pk, "authority"])).content.startswith(b"%PDF")
    assert dewi.get(reverse("privacy_breach_letter", args=[made.pk, "anybody"])).status_code == 404
    edit = reverse("privacy_breach_edit", args=[made.pk])
    assert dewi.post(edit, {**values, "how": "Alamat keliru"}).status_code == 302
    assert selectors.breach(made.pk).how == "Alamat keliru"
    for other in (office.siti, office.dedi, office.made):
        assert browser_of(other).get(page).status_code == 403
