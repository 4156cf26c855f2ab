"""Pictures of earlier sessions are known again, of anybody; living people are not mistaken for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pytest

from hadir.capture import memory
from hadir.capture.keys import key_ring
from hadir.capture.models import CaptureSession, FacePrint
from hadir.capture.verdict import KeptFrame
from hadir.faceengine.types import FrameAnalysis, Vector
from hadir.lib.findings import Weight
from tests.cast import Cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 0, 20, tzinfo=UTC)
ENGINE = "test/1"


def faces(seed: int, count: int = 10) -> list[Vector]:
    """`count` live frames of one person: alike as those of one sitting are, 0.9 to 0.96."""
    random = np.random.default_rng(seed)
    person = unit(random.normal(size=128))
    return [unit(person + random.normal(size=128) * 0.025) for _frame in range(count)]


def copied(vectors: list[Vector], cosine: float, seed: int = 5) -> list[Vector]:
    """As near to each as `cosine` says."""
    random = np.random.default_rng(seed)
    moved = []
    for vector in vectors:
        aside: npt.NDArray[Any] = random.normal(size=128)
        aside = unit(aside - (aside @ vector) * vector)
        moved.append(unit(cosine * vector + np.sqrt(1 - cosine**2) * aside))
    return moved


def unit(vector: npt.NDArray[Any]) -> Vector:
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def frames(vectors: list[Vector]) -> list[KeptFrame]:
    return [KeptFrame(seq, "probe", FrameAnalysis(360, 480, (), embedding=each)) for seq, each in enumerate(vectors, 1)]


def session(employee_id: int | None) -> CaptureSession:
    return CaptureSession(id=uuid4(), employee_id=employee_id or 0, engine=ENGINE, kek_id=key_ring().active_id)


def remember(employee_id: int | None, vectors: list[Vector], *, at: datetime = NOW) -> FacePrint:
    made = session(employee_id)
    kept = memory.print_of(made, frames(vectors))
    assert kept is not None
    return FacePrint.objects.create(
        session_id=made.pk, employee_id=employee_id or 0, engine=ENGINE, made_at=at, kek_id=made.kek_id, **kept
    )


def look(employee_id: int | None, vectors: list[Vector], *, days: int = 30) -> memory.Remembered:
    return memory.search(session(employee_id), frames(vectors), days=days, now=NOW + timedelta(hours=1))


def test_live_pictures_of_the_same_person_are_no_copies(cast: Cast) -> None:
    for seed in range(20):
        remember(cast.budi.employee_id, [unit(each) for each in faces(1, 30)[seed : 10 + seed]])
    again = look(cast.budi.employee_id, faces(1, 60)[45:])
    assert (again.same, again.findings) == (False, ())


def test_the_same_pictures_again_are_a_replay(cast: Cast) -> None:
    remember(cast.budi.employee_id, faces(1))
    again = look(cast.budi.employee_id, copied(faces(1), 0.9998))
    assert again.same
    assert again.findings[0].weight is Weight.GRAVE


def test_pictures_that_were_worked_over_weigh_grave_and_are_not_refused(cast: Cast) -> None:
    remember(cast.budi.employee_id, faces(1))
    again = look(cast.budi.employee_id, copied(faces(1), 0.993))
    assert not again.same
    assert [(found.code, found.weight, found.facts["another"]) for found in again.findings] == [
        ("capture.near_duplicate", Weight.GRAVE, False)
    ]


def test_one_picture_that_happens_to_be_near_is_a_note(cast: Cast) -> None:
    remember(cast.budi.employee_id, faces(1))
    again = look(cast.budi.employee_id, [*faces(2, 9), *copied(faces(1, 1), 0.995)])
    assert [(found.code, found.weight) for found in again.findings] == [("capture.similar_frames", Weight.NOTE)]


def test_pictures_of_another_account_are_known_too(cast: Cast) -> None:
    remember(cast.rahma.employee_id, faces(3))
    for seed in range(10, 30):
        remember(cast.siti.employee_id, faces(seed))
    again = look(cast.budi.employee_id, copied(faces(3), 0.9998))
    assert again.same
    assert again.findings[0].facts["another"] is True


def test_nothing_is_known_of_another_engine_of_too_long_ago_or_when_switched_off(cast: Cast) -> None:
    old = remember(cast.budi.employee_id, faces(1), at=NOW - timedelta(days=31))
    assert not look(cast.budi.employee_id, faces(1)).same
    FacePrint.objects.filter(pk=old.pk).update(made_at=NOW, engine="test/2")
    assert not look(cast.budi.employee_id, faces(1)).same
    FacePrint.objects.filter(pk=old.pk).update(engine=ENGINE)
    assert look(cast.budi.employee_id, faces(1)).same
    assert not look(cast.budi.employee_id, faces(1), days=0).same


def test_what_is_kept_shows_no_face_and_opens_for_its_own_session_only(cast: Cast) -> None:
    vectors = faces(1)
    kept = remember(cast.budi.employee_id, vectors)
    rounded = np.round(vectors[0] * (127 / np.abs(vectors[0]).max())).astype(np.int8).tobytes()
    assert rounded not in bytes(kept.sealed)
    FacePrint.objects.filter(pk=kept.pk).update(sealed=remember(cast.rahma.employee_id, faces(9)).sealed)
    assert not look(cast.budi.employee_id, vectors).same


def test_the_search_is_one_statement(cast: Cast, django_assert_num_queries: object) -> None:
    remember(cast.budi.employee_id, faces(1))
    with django_assert_num_queries(1):  # type: ignore[operator]
        look(cast.budi.employee_id, faces(1))


def test_withdrawing_and_time_destroy_the_memory(cast: Cast) -> None:
    remember(cast.budi.employee_id, faces(1))
    remember(cast.rahma.employee_id, faces(2), at=NOW - timedelta(days=40))
    assert memory.forget_employee(cast.budi.employee_id or 0) == 1
    assert memory.forget_old(before=NOW - timedelta(days=30)) == 1
    assert not FacePrint.objects.exists()
