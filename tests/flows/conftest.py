"""Flows run on the real engine: its pool serves all of them."""

from __future__ import annotations

import pytest

from hadir.accounts.models import User
from hadir.faceengine.pool import EnginePool
from hadir.lib.authority import System
from tests.cast import Cast
from tests.faces import OTHER, OWN
from tests.flows.actor import Actor


@pytest.fixture
def office(cast: Cast, pool: EnginePool) -> Cast:
    """The cast on a day with stages and a published privacy notice."""
    from datetime import UTC, date, datetime

    from hadir.enrolment import notice, services
    from hadir.schedules.services import seed_default_stages

    seed_default_stages(System(), valid_from=date(2025, 1, 1), legal_basis="Perbup Contoh 1/2025")
    services.publish_notice(
        System(),
        text_id=notice.TEXT_ID,
        text_en=notice.TEXT_EN,
        legal_basis=notice.LEGAL_BASIS,
        now=datetime.now(UTC),
    )
    return cast


@pytest.fixture
def budi(office: Cast) -> Actor:
    """Budi, whose face is recorded and approved."""
    return enrolled(office.budi, office.siti, OWN)


def enrolled(user: User, approver: User, face: str) -> Actor:
    """Record a face over HTTP and have it approved."""
    actor = Actor(user)
    actor.acknowledge_notice()
    answer = actor.enrol(face)
    assert answer["status"] == "pending", answer
    actor.approved_by(approver)
    return actor


@pytest.fixture(scope="session")
def no_face() -> bytes:
    """A camera that sees a wall."""
    import numpy as np
    import simplejpeg

    wall = np.random.default_rng(1).integers(110, 150, (640, 480, 3), dtype=np.uint8)
    data: bytes = simplejpeg.encode_jpeg(wall, colorspace="BGR")
    return data


@pytest.fixture(scope="session")
def two_faces() -> bytes:
    """Two people before one camera."""
    import cv2
    import numpy as np
    import simplejpeg

    from hadir.bench.synthetic_head import Attitude
    from tests.faces import head

    pair = [head(name).image(Attitude()) for name in (OWN, OTHER)]
    both = np.hstack([cv2.resize(one, (320, 427)) for one in pair])
    data: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(both, np.uint8), colorspace="BGR")
    return data
