"""An engine takes the place of another: embedding in the background, comparison, switch, way back, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.attendance import services as attendance
from hadir.attendance import shadow
from hadir.attendance.models import Evidence, Punch
from hadir.attendance.services import _matches
from hadir.audit.models import AuditEntry
from hadir.capture import engine
from hadir.capture.keys import key_ring
from hadir.capture.verdict import Proof, ProofCode
from hadir.enrolment import gallery, restrictions, selectors, services, vault
from hadir.enrolment.change import selectors as changes
from hadir.enrolment.change import services as change
from hadir.enrolment.change.rules import Limits
from hadir.enrolment.models import (
    ChangeState,
    EngineChange,
    Enrolment,
    OtherTemplate,
    ReferenceCrop,
    ShadowTally,
    Status,
)
from hadir.enrolment.tasks import embed
from hadir.faceengine.engine import EngineId
from hadir.lib.errors import Conflict, NotPermitted, Unavailable
from hadir.lib.sealing import seal
from hadir.notices.models import Notice
from tests.cast import SYSTEM, Cast
from tests.enrolment.two_engines import NEW, OLD, TwoEngines, face
from tests.jobs import run_jobs

Browser = Callable[[User], Client]
NOW = datetime(2026, 3, 2, 0, 5, 7, tzinfo=UTC)
EASY = Limits(min_coverage=0.5, min_comparisons=2, max_loss=0.01)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pool(monkeypatch: pytest.MonkeyPatch) -> TwoEngines:
    """Both engines run, the old one first."""
    running = TwoEngines(OLD, NEW)
    monkeypatch.setattr(engine, "service", lambda: running)
    return running


def _notice() -> None:
    services.publish_notice(SYSTEM, text_id="Teks", text_en="Text", legal_basis="Perbup", now=NOW, names_crops=True)


def _enrol(user: User, *, made_by: EngineId = OLD, crops: tuple[bytes, ...] | None = None) -> Enrolment:
    """A valid enrolment as approval leaves it; the way there is tests/flows/test_enrolment.py."""
    assert user.employee is not None
    name = user.display_name
    key = vault.data_key_of(user.employee.pk, now=NOW)
    row = Enrolment.objects.create(
        employee=user.employee,
        session_id=uuid4(),
        captured_at=NOW,
        submitted_by=user.pk,
        data_key=key,
        engine_name=made_by.name,
        engine_version=made_by.version,
        sealed_template=vault.seal_template(key, face(name, made_by), made_by),
        status=Status.APPROVED,
        decided_at=NOW,
        decided_by=0,
    )
    pictures = (f"jpeg of {name}".encode(),) * 3 if crops is None else crops
    for seq, picture in enumerate(pictures):
        sealed = vault.seal_crop(key, picture, enrolment_id=row.pk, seq=seq)
        ReferenceCrop.objects.create(enrolment=row, seq=seq, sealed=sealed)
    return row


def _evidence(user: User, picture: bytes, *, after: int) -> None:
    """An accepted check-in whose picture is still kept, of somebody who has read the notice."""
    assert user.employee is not None
    at = NOW + timedelta(seconds=after)
    punch = Punch.objects.create(
        session_id=uuid4(), employee=user.employee, recorded_at=at, decided_at=at, accepted=True, code="accepted",
        work_day=at.date(), time_zone="Asia/Jakarta", stage="morning", work_place=user.employee.work_place,
        place_note="no_position", engine=str(OLD), evidence_digest="0" * 64, receipt="a.b.c",
    )  # fmt: skip
    kek_id = key_ring().active_id
    key = key_ring().derive(f"evidence|{punch.pk}", kek_id=kek_id)
    Evidence.objects.create(
        punch=punch,
        kek_id=kek_id,
        sealed_jpeg=seal(key, picture, bound_to=f"evidence|{punch.pk}"),
        destroy_after=NOW + timedelta(days=90),
    )


def _read(user: User) -> None:
    services.acknowledge_notice(user, version=1, now=NOW)


@pytest.fixture
def office(cast: Cast) -> Cast:
    """Siti and Budi with crops, Rahma without; two check-ins with evidence."""
    _notice()
    for user in (cast.siti, cast.budi):
        _enrol(user)
        _read(user)
        _evidence(user, f"jpeg of {user.display_name}".encode(), after=user.pk)
    _enrol(cast.rahma, crops=())
    return cast


def _started(**more: Any) -> EngineChange:
    return change.start(SYSTEM, limits=EASY, now=NOW, **more)


def _embedded() -> EngineChange:
    row = _started()
    embed.defer()
    assert run_jobs().count("enrolment.embed") == 2
    return row


def _compared() -> EngineChange:
    row = _embedded()
    change.begin_shadow(SYSTEM, now=NOW)
    assert shadow.compare_some() == 2
    return row


def _valid_engine(user: User) -> EngineId | None:
    return selectors.approved_engine(user.employee_id or 0)


def test_the_whole_way_and_back_again(office: Cast) -> None:
    row = _compared()
    assert changes.report(row).blockers == ()
    change.switch(SYSTEM, now=NOW)
    assert engine.current_engine() == NEW
    for user in (office.siti, office.budi):
        template = selectors.template_of(user.employee_id or 0)
        assert template is not None
        assert template.engine == NEW
        assert float(template.vector @ face(user.display_name, NEW)) > 0.99
    change.switch_back(SYSTEM, now=NOW)
    assert engine.current_engine() == OLD
    template = selectors.template_of(office.budi.employee_id or 0)
    assert template is not None
    assert float(template.vector @ face("Budi Contoh", OLD)) > 0.99
    change.begin_shadow(SYSTEM, now=NOW)
    change.switch(SYSTEM, now=NOW)
    change.finish(SYSTEM, now=NOW)
    assert not OtherTemplate.objects.exists(), "the old templates are destroyed"
    assert _valid_engine(office.budi) == NEW
    deeds = AuditEntry.objects.filter(action__startswith="engine_change.").order_by("id")
    assert [entry.action.partition(".")[2] for entry in deeds] == [
        "started", "embedding", "shadow", "switched", "switched_back", "shadow", "switched", "finished",
    ]  # fmt: skip


def test_whoever_has_no_crops_is_asked_in_time_and_recorded_again_at_the_end(office: Cast) -> None:
    row = _compared()
    assert [case.employee_id for case in changes.to_record_again(row)] == [office.rahma.employee_id]
    assert Notice.objects.filter(kind="record_again", user_id=office.rahma.pk).count() == 1
    change.switch(SYSTEM, now=NOW)
    assert set(Notice.objects.filter(kind="engine_change").values_list("user_id", flat=True)) == {
        office.siti.pk, office.budi.pk,
    }  # fmt: skip
    assert _valid_engine(office.rahma) == OLD, "until the end there is a way back for everybody"
    change.finish(SYSTEM, now=NOW)
    assert _valid_engine(office.rahma) is None


def test_templates_of_two_engines_are_never_compared(office: Cast) -> None:
    """Every place where it could happen, tried."""
    _compared()
    change.switch(SYSTEM, now=NOW)
    row = Enrolment.objects.select_related("data_key").get(employee_id=office.budi.employee_id or 0)
    other = OtherTemplate.objects.get(enrolment=row)
    assert (other.engine_name, other.engine_version) == (OLD.name, OLD.version)
    with pytest.raises(Unavailable, match="data_unreadable"):
        vault.open_template_of(row.data_key, bytes(other.sealed_template or b""), NEW)
    row.sealed_template = other.sealed_template  # the old template under the new engine's name
    with pytest.raises(Unavailable, match="data_unreadable"):
        vault.open_template(row)
    found = gallery.lookalikes(face("Budi Contoh", OLD), engine=NEW, threshold=-2, except_employee=0)
    assert office.rahma.employee_id not in found, "Rahma's template is still the old engine's"
    with pytest.raises(Unavailable, match="engine_down"):
        engine.analyse([b"jpeg of Budi Contoh"], "check_in", EngineId("older", "1"))


def test_a_session_measured_before_the_switch_is_compared_with_nothing_after_it(office: Cast) -> None:
    _compared()
    opened = attendance.begin_check_in(office.budi, facts={}, now=NOW)
    assert opened.session.engine == str(OLD)
    change.switch(SYSTEM, now=NOW)
    assert office.budi.employee is not None
    before = Proof(ProofCode.PROVED, face("Budi Contoh", OLD))
    with pytest.raises(Conflict, match="engine_switched"):
        _matches(office.budi.employee, before, EngineId.parse(opened.session.engine))
    assert attendance.begin_check_in(office.budi, facts={}, now=NOW).session.engine == str(NEW)
    with pytest.raises(Conflict, match="engine_changed"):
        attendance.begin_check_in(office.rahma, facts={}, now=NOW)


def test_embedding_goes_on_where_it_was_interrupted(office: Cast, pool: TwoEngines) -> None:
    row = _started()
    assert change.embed_some(limit=1) == 1
    assert changes.report(row).progress.waiting == 1
    pool.down = True
    with pytest.raises(Unavailable):
        change.embed_some()
    assert OtherTemplate.objects.count() == 1
    pool.down = False
    assert change.embed_some() == 1
    assert change.embed_some() == 0
    made = changes.report(row).progress
    assert (made.people, made.with_crops, made.done, made.failed, made.waiting) == (3, 2, 2, 0, 0)


def test_crops_of_no_use_are_counted_and_their_people_asked(office: Cast, cast: Cast) -> None:
    _enrol(cast.dedi, crops=(b"unusable", b"unusable", b"jpeg of Dedi Contoh"))
    row = _embedded()
    assert changes.report(row).progress.failed == 1
    assert cast.dedi.employee_id in {case.employee_id for case in changes.to_record_again(row)}


def test_whoever_is_recorded_during_the_change_follows(office: Cast, cast: Cast) -> None:
    row = _compared()
    _enrol(cast.dedi)
    with pytest.raises(Conflict, match="engine_change_not_ready"):
        change.switch(SYSTEM, now=NOW)
    change.embed_some()
    change.switch(SYSTEM, now=NOW)
    assert _valid_engine(cast.dedi) == NEW
    assert changes.report(row).progress.waiting == 0


def test_a_face_that_may_be_stored_only_is_neither_embedded_nor_compared(office: Cast) -> None:
    restrictions.restrict(SYSTEM, office.budi.employee_id or 0, reason="Permohonan 7", now=NOW)
    _started()
    assert change.embed_some() == 1
    assert not OtherTemplate.objects.filter(enrolment__employee_id=office.budi.employee_id or 0).exists()
    change.begin_shadow(SYSTEM, now=NOW)
    assert shadow.compare_some() == 1


def test_the_shadow_keeps_counts_only(office: Cast) -> None:
    row = _compared()
    figures = changes.report(row)
    assert (figures.old.genuine_count, figures.new.genuine_count) == (2, 2)
    assert (figures.old.fnmr, figures.new.fnmr) == (0.0, 0.0)
    assert (figures.old.impostor_count, figures.old.fmr) == (2, 0.0)
    assert {field.name for field in ShadowTally._meta.fields} == {
        "id", "change", "is_new", "is_genuine", "bin", "count", "passed",
    }  # fmt: skip
    assert shadow.compare_some() == 0, "each check-in once"


def test_a_worse_engine_is_not_switched(office: Cast, pool: TwoEngines, monkeypatch: pytest.MonkeyPatch) -> None:
    _embedded()
    change.begin_shadow(SYSTEM, now=NOW)
    real = pool._one
    broken = {NEW: lambda frame, used: real(b"jpeg of nobody", used)}
    monkeypatch.setattr(pool, "_one", lambda frame, used: broken.get(used, real)(frame, used))
    shadow.compare_some()
    with pytest.raises(Conflict, match="engine_change_not_ready") as caught:
        change.switch(SYSTEM, now=NOW)
    assert "loss" in caught.value.fields
    assert engine.current_engine() == OLD
    assert _valid_engine(office.budi) == OLD


def test_evidence_of_people_who_did_not_read_of_it_is_not_touched(office: Cast, cast: Cast) -> None:
    _enrol(cast.dedi)
    _evidence(cast.dedi, b"jpeg of Dedi Contoh", after=1000)
    _compared()


def test_nothing_is_switched_without_comparisons_or_coverage(office: Cast) -> None:
    change.start(SYSTEM, limits=Limits(min_coverage=0.95, min_comparisons=200), now=NOW)
    change.embed_some()
    change.begin_shadow(SYSTEM, now=NOW)
    with pytest.raises(Conflict) as caught:
        change.switch(SYSTEM, now=NOW)
    assert set(caught.value.fields) == {"coverage", "comparisons"}


def test_steps_out_of_order_are_refused(office: Cast, pool: TwoEngines) -> None:
    with pytest.raises(Conflict, match="no_engine_change"):
        change.switch(SYSTEM, now=NOW)
    _started()
    with pytest.raises(Conflict, match="engine_change_open"):
        _started()
    for step in (change.switch, change.switch_back, change.finish, change.begin_shadow):
        with pytest.raises(Conflict, match="engine_change_step"):
            step(SYSTEM, now=NOW)
    change.abandon(SYSTEM, now=NOW)
    pool.ids = (OLD,)
    with pytest.raises(Conflict, match="engine_next_missing"):
        _started()


def test_abandoning_destroys_what_was_made(office: Cast) -> None:
    row = _embedded()
    change.abandon(SYSTEM, now=NOW)
    row.refresh_from_db()
    assert (row.state, OtherTemplate.objects.count()) == (ChangeState.ABANDONED, 0)
    assert ReferenceCrop.objects.count() == 6, "the crops stay for the next try"
    assert _valid_engine(office.budi) == OLD


def test_withdrawal_destroys_crops_and_the_other_template(office: Cast) -> None:
    _embedded()
    services.withdraw(office.budi, office.budi.employee_id or 0, reason="pindah", now=NOW)
    for model in (ReferenceCrop, OtherTemplate):
        assert not model.objects.filter(enrolment__employee_id=office.budi.employee_id or 0).exists()


def test_only_the_command_line_changes_an_engine(office: Cast) -> None:
    for user in (office.made, office.siti, office.dewi, office.agus):
        with pytest.raises(NotPermitted):
            change.start(user, limits=EASY, now=NOW)


def test_the_page_shows_progress_to_those_who_watch_over_it(office: Cast, browser_of: Browser) -> None:
    empty = browser_of(office.made).get(reverse("engine_change")).content.decode()
    assert "hadir engine change start" in empty
    _compared()
    for user in (office.made, office.dewi, office.agus):
        page = browser_of(user).get(reverse("engine_change")).content.decode()
        assert "Perbandingan bayangan" in page
        assert "<svg" in page
    assert "Rahma Contoh" in browser_of(office.made).get(reverse("engine_change")).content.decode()
    assert "Rahma Contoh" not in browser_of(office.dewi).get(reverse("engine_change")).content.decode()
    for user in (office.budi, office.siti, office.dedi):
        assert browser_of(user).get(reverse("engine_change")).status_code == 403
