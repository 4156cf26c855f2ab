"""From f32 to bf16 with real nets: people recorded once check in under the new engine, and under the old one again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import timezone

from hadir.attendance import shadow
from hadir.attendance.models import Punch
from hadir.capture import engine
from hadir.enrolment import notice, services
from hadir.enrolment.change import selectors as changes
from hadir.enrolment.change import services as change
from hadir.enrolment.change.rules import Limits
from hadir.enrolment.models import ReferenceCrop
from hadir.faceengine.engine import engine_id
from hadir.faceengine.pool import EnginePool, PoolClient, PoolOptions
from hadir.postgres.runtime import runtime_dir
from hadir.schedules.services import seed_default_stages
from tests.cast import BEGIN, SYSTEM, Cast
from tests.faces import MODELS, OTHER, OWN
from tests.flows.actor import Actor
from tests.flows.conftest import enrolled

pytestmark = [pytest.mark.django_db, pytest.mark.weights]
OLD, NEW = engine_id("f32"), engine_id("bf16")


@pytest.fixture(scope="module")
def both() -> Iterator[EnginePool]:
    path = runtime_dir(settings.CONFIG.var_dir) / "two-engines.sock"
    with EnginePool(path, PoolOptions(MODELS, workers=1, precision="f32", next_precision="bf16")) as running:
        yield running


@pytest.fixture
def office(cast: Cast, both: EnginePool, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A site that keeps crops and says so, whose pool runs both engines."""
    client = PoolClient(both.socket_path, timeout_s=20)
    monkeypatch.setattr(engine, "service", lambda: client)
    monkeypatch.setattr(settings, "CONFIG", settings.CONFIG.model_copy(update={"keep_reference_crops": True}))
    seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis="Perbup Contoh 1/2025")
    services.publish_notice(
        SYSTEM,
        text_id=notice.TEXT_ID + notice.CROPS_ID,
        text_en=notice.TEXT_EN + notice.CROPS_EN,
        legal_basis=notice.LEGAL_BASIS,
        now=timezone.now(),
        names_crops=True,
    )
    return cast


def test_a_pool_says_which_engines_it_runs(both: EnginePool) -> None:
    assert both.client().engine_ids() == (OLD, NEW)


def test_nobody_is_recorded_again(office: Cast) -> None:
    budi = enrolled(office.budi, office.siti, OWN)
    siti = enrolled(office.siti, office.rahma, OTHER)
    assert ReferenceCrop.objects.count() == 10
    assert budi.check_in(OWN)["accepted"]
    assert siti.check_in(OTHER)["accepted"]
    row = change.start(SYSTEM, limits=Limits(1.0, 2, 0.0), now=timezone.now())
    assert change.embed_some() == 2
    assert changes.report(row).progress.done == 2
    change.begin_shadow(SYSTEM, now=timezone.now())
    assert shadow.compare_some() == 2
    figures = changes.report(row)
    assert (figures.old.fnmr, figures.new.fnmr, figures.new.fmr) == (0.0, 0.0, 0.0)
    change.switch(SYSTEM, now=timezone.now())
    for person, own, foreign in (
        (budi, OWN, OTHER),
        (siti, OTHER, OWN),
    ):
        assert person.check_in(own)["accepted"]
        assert Punch.objects.latest("decided_at").engine == str(NEW)
        assert person.check_in(foreign)["code"] == "not_matched"
    change.switch_back(SYSTEM, now=timezone.now())
    assert budi.check_in(OWN)["accepted"]
    assert Punch.objects.latest("decided_at").engine == str(OLD)


def test_a_session_that_a_switch_overtakes_is_asked_again(office: Cast) -> None:
    budi = enrolled(office.budi, office.siti, OWN)
    assert budi.check_in(OWN)["accepted"]
    change.start(SYSTEM, limits=Limits(1.0, 0, 1.0), now=timezone.now())
    change.embed_some()
    change.begin_shadow(SYSTEM, now=timezone.now())
    session = budi.open()
    budi.follow(session, OWN)
    change.switch(SYSTEM, now=timezone.now())
    assert budi.finish(session).json()["code"] == "engine_switched"
    assert budi.check_in(OWN)["accepted"]


def test_no_crop_is_kept_of_people_whose_notice_does_not_say_so(office: Cast) -> None:
    services.publish_notice(SYSTEM, text_id="Lain", text_en="Other", legal_basis="Perbup 2", now=timezone.now())
    enrolled(office.budi, office.siti, OWN)
    assert not ReferenceCrop.objects.exists()


def test_a_replaced_recording_takes_its_crops_along(office: Cast) -> None:
    enrolled(office.budi, office.siti, OWN)
    first = set(ReferenceCrop.objects.values_list("pk", flat=True))
    actor = Actor(office.budi)
    assert actor.enrol(OWN)["status"] == "pending"
    actor.approved_by(office.siti)
    assert first
    assert not first & set(ReferenceCrop.objects.values_list("pk", flat=True))
