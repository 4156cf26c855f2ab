"""Where the phone says it is, and the code of the screen: forged, typed in, shared, late, used, guessed, passed on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from hadir.bench.replay import Fix, store
from hadir.places import services as places
from hadir.places.services import NetworkLine
from tests.cast import SYSTEM, employ, make_nip
from tests.redteam.conftest import LIVE, Scene
from tests.redteam.scene import DAY, MORNING, Ending, Place, head, somewhere

pytestmark = pytest.mark.django_db

NETWORK, ADDRESS, ELSEWHERE = "203.0.113.0/28", "203.0.113.7", "198.51.100.7"


def _with_own_phone(scene: Scene, place: Place | None, code: str | None = None) -> Ending:
    """The owner's phone and a face that nobody can tell from a living one: the place alone is false."""
    return scene.budi.attempt(head(LIVE), phone=scene.phone, place=place, code=(lambda: code) if code else None)


def test_a_header_is_not_the_office_s_network(scene: Scene) -> None:
    """The control really comes from the office's network, also without a position."""
    places.found_networks(
        SYSTEM,
        work_place_id=scene.cast.setda_office.pk,
        networks=[NetworkLine(NETWORK)],
        legal_basis="BA 2/2025",
        now=MORNING - timedelta(days=30),
    )
    scene.budi.client.defaults["REMOTE_ADDR"] = ADDRESS
    scene.honest(_with_own_phone(scene, None))
    scene.budi.client.defaults |= {"REMOTE_ADDR": ELSEWHERE, "HTTP_X_FORWARDED_FOR": ADDRESS}
    scene.stopped("forged_address", _with_own_phone(scene, None))


def test_a_position_from_a_map_is_no_position_of_a_receiver(scene: Scene) -> None:
    scene.stopped("round_coordinates", _with_own_phone(scene, _rounded()))
    scene.honest(_with_own_phone(scene, somewhere()))


def _rounded() -> Place:
    return {"latitude": -2.6302, "longitude": 111.2303, "accuracy": 10.0}


def test_the_fake_position_of_many_gives_them_away(scene: Scene) -> None:
    """Five colleagues have used the same point for days, and so has the owner."""
    fake = somewhere()
    office = scene.cast.setda_office
    people = [employ(f"Rekan {n}", make_nip("19900101", "201503", 1, 700 + n), scene.cast.setda, office).pk
              for n in range(5)]  # fmt: skip
    days = [DAY - timedelta(days=back) for back in range(3, 7)]
    fixes = [
        Fix(person, _morning(number), day, fake["latitude"], fake["longitude"], fake["accuracy"])
        for number, day in enumerate(days)
        for person in (*people, scene.budi.user.employee_id or 0)
    ]
    store(iter(fixes))
    scene.stopped("shared_coordinates", _with_own_phone(scene, fake))


def _morning(number: int) -> datetime:
    return MORNING - timedelta(days=number + 3)


def test_nobody_travels_sixty_kilometres_in_ten_minutes(scene: Scene) -> None:
    away = somewhere(-3.1501847, 111.2302519)
    session = scene.budi.open(position=away)
    scene.budi.play(session, head(LIVE))
    first = scene.budi.end(session, phone=scene.phone, place=away, without=True)
    assert (first.kind, first.why) == ("review", ("places.outside",)), "honest about the place: somebody looks at it"
    scene.clock.shift(timedelta(minutes=10))
    scene.stopped("impossible_travel", _with_own_phone(scene, somewhere()))


# --- the code of the screen


def test_late_used_and_foreign_codes_open_nothing(scene_with_code: Scene) -> None:
    """The first one is right and in time."""
    scene = scene_with_code
    place, budi = somewhere(), scene.budi
    session = budi.open(position=place)
    budi.play(session, head(LIVE))
    shown_at, code = timezone.now(), scene.code()
    scene.honest(budi.end(session, phone=scene.phone, place=place, code=code))

    session = budi.open(position=place)
    budi.play(session, head(LIVE))
    scene.clock.move_to(shown_at + timedelta(seconds=1))
    scene.stopped("used_code", budi.end(session, phone=scene.phone, place=place, code=code))
    elsewhere = scene.code(scene.cast.dedi)
    scene.stopped("code_of_another_place", budi.end(session, phone=scene.phone, place=place, code=elsewhere))

    scene.clock.shift(timedelta(minutes=1))
    session = budi.open(position=place)
    old = scene.code()
    budi.play(session, head(LIVE))
    scene.clock.shift(timedelta(seconds=70))
    scene.stopped("expired_code", budi.end(session, phone=scene.phone, place=place, code=old))


def test_guessing_ends_after_a_few(scene_with_code: Scene) -> None:
    scene = scene_with_code
    place, budi = somewhere(), scene.budi
    session = budi.open(position=place)
    budi.play(session, head(LIVE))
    for guess in ("000000", "000001", "000002"):
        again = budi.end(session, phone=scene.phone, place=place, code=guess)
        assert again.kind == "second step", again
    scene.stopped("guessed_codes", budi.end(session, phone=scene.phone, place=place, code="000003"))

    session = budi.open(position=place)
    budi.play(session, head(LIVE))
    again = budi.end(session, phone=scene.phone, place=place, code="000004")
    assert again.kind == "second step", again
    scene.stopped("guessing_goes_on", budi.end(session, phone=scene.phone, place=place, code=scene.code()))


def test_a_code_passed_on_to_somebody_at_home(scene: Scene) -> None:
    """Face, phone and code are right, and the position is honest: the owner sits 40 km away. The control stands in a
    cellar, where the phone has no position, and reads the code itself."""
    home = somewhere(-2.9901847, 111.2302519)
    scene.stopped("relayed_code", scene.budi.attempt(head(LIVE), phone=scene.phone, place=home, code=scene.code))
    scene.clock.shift(timedelta(minutes=1))
    scene.honest(scene.budi.attempt(head(LIVE), phone=scene.phone, code=scene.code))
