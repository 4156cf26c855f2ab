"""A restricted face is stored and nothing else (UU 27/2022, articles 11 and 41)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from hadir.attendance.services import begin_check_in
from hadir.enrolment import gallery, notice, selectors, services
from hadir.enrolment.models import DataKey, Enrolment, Status
from hadir.enrolment.restrictions import restrict, unrestrict
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.people.services import set_employee_active
from tests.cast import SYSTEM, Cast
from tests.privacy.faces import ENGINE, give_face

pytestmark = pytest.mark.django_db


def _id(cast: Cast) -> int:
    assert cast.budi.employee_id is not None
    return cast.budi.employee_id


def test_a_restricted_face_is_neither_compared_nor_searched_nor_recorded_anew(cast: Cast) -> None:
    now = timezone.now()
    give_face(cast.budi)
    template = selectors.template_of(_id(cast))
    assert template is not None
    search = partial(gallery.lookalikes, template.vector, engine=ENGINE, threshold=0.5, except_employee=0)
    assert search() == [_id(cast)]
    restrict(cast.dewi, _id(cast), reason="Permintaan 1", now=now)
    for use in (
        lambda: selectors.template_of(_id(cast)),
        lambda: begin_check_in(cast.budi, facts={}, now=now),
        lambda: services.begin_capture(cast.budi, facts={}, now=now),
    ):
        with pytest.raises(Conflict, match="processing_restricted"):
            use()
    assert search() == []
    assert Enrolment.objects.get().sealed_template, "it is stored, not destroyed"


def test_a_restricted_recording_is_not_approved(cast: Cast) -> None:
    case = give_face(cast.budi, status=Status.PENDING)
    restrict(cast.dewi, _id(cast), reason="Permintaan 1", now=timezone.now())
    with pytest.raises(Conflict, match="processing_restricted"):
        services.approve(cast.siti, case.pk, now=timezone.now())


def test_lifting_gives_the_face_its_use_back(cast: Cast) -> None:
    give_face(cast.budi)
    restrict(cast.dewi, _id(cast), reason="Permintaan 1", now=timezone.now())
    unrestrict(cast.dewi, _id(cast), reason="Ditarik pegawai", now=timezone.now())
    assert selectors.usable_engine(_id(cast)) == ENGINE
    with pytest.raises(Conflict, match="not_restricted"):
        unrestrict(cast.dewi, _id(cast), reason="", now=timezone.now())


def test_only_the_data_protection_officer_restricts_and_says_why(cast: Cast) -> None:
    for other in (cast.siti, cast.dedi, cast.made, cast.budi, cast.agus):
        with pytest.raises(NotPermitted):
            restrict(other, _id(cast), reason="x", now=timezone.now())
    with pytest.raises(InvalidInput, match="reason_missing"):
        restrict(cast.dewi, _id(cast), reason=" ", now=timezone.now())
    made = restrict(cast.dewi, _id(cast), reason="Permintaan 1", now=timezone.now())
    assert restrict(cast.dewi, _id(cast), reason="lagi", now=timezone.now()) == made


def test_whoever_has_left_loses_the_template_and_whoever_is_here_keeps_it(cast: Cast) -> None:
    give_face(cast.budi)
    assert not services.destroy_of_leaver(SYSTEM, _id(cast), reason="x", now=timezone.now())
    set_employee_active(SYSTEM, employee_id=_id(cast), active=False)
    assert services.destroy_of_leaver(SYSTEM, _id(cast), reason="retention 1", now=timezone.now())
    assert Enrolment.objects.get().status == Status.WITHDRAWN
    assert DataKey.objects.get().sealed is None
    assert not services.destroy_of_leaver(SYSTEM, _id(cast), reason="again", now=timezone.now())


def test_an_announced_notice_is_not_yet_the_current_one(cast: Cast) -> None:
    now = timezone.now()
    publish = partial(
        services.publish_notice,
        SYSTEM,
        text_id=notice.TEXT_ID,
        text_en=notice.TEXT_EN,
        legal_basis=notice.LEGAL_BASIS,
        now=now,
    )
    publish()
    later = now + timedelta(days=7)
    second = publish(effective_at=later, changes_id="Baru", changes_en="New")
    current = selectors.current_notice(now)
    assert current is not None
    assert (current.version, second.version) == (1, 2)
    assert selectors.current_notice(later) == second
    assert (second.changes("id"), second.changes("en")) == ("Baru", "New")
