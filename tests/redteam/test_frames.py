"""What the camera is said to have seen: replays, orders, guesses, presentations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import simplejpeg
import time_machine
from django.conf import settings
from django.utils import timezone

from hadir.attendance.models import Punch
from hadir.capture.script import Prompt
from tests.devices.phones import SoftPhone
from tests.flows.actor import Before
from tests.redteam.conftest import ANOTHER_PHOTO, LIVE, OTHER_LIVE, Scene
from tests.redteam.scene import Ending, Film, Presented, head, somewhere

pytestmark = pytest.mark.django_db


def test_the_owner_is_accepted_and_one_step_beside_the_rule_is_not(scene: Scene) -> None:
    """The moving head stands for a living person: with it, phone and place everything is in order; as an injected
    picture on another phone it fails, with the code of the screen too."""
    here = somewhere()
    scene.honest(scene.budi.attempt(head(LIVE), phone=scene.phone, place=here))
    laptop = {"label": "OBS Virtual Camera", "width": 640, "height": 480, "answered_ms": 4}
    scene.stopped("injected_head", scene.budi.attempt(head(LIVE), phone=SoftPhone(), place=somewhere(), device=laptop))
    scene.stopped(
        "injected_head_with_code",
        scene.budi.attempt(head(LIVE), phone=SoftPhone(), place=somewhere(), code=scene.code),
    )
    home = somewhere(-2.6501847, 111.2302519)
    scene.stopped("injected_head_at_home", scene.budi.attempt(head(LIVE), phone=scene.phone, place=home))


def test_where_the_code_is_required_a_fake_without_fault_is_asked_for_it(scene_with_code: Scene) -> None:
    """Own phone, own face on film, a position that nobody can tell from a real one: only the code is left."""
    scene = scene_with_code
    scene.honest(scene.budi.attempt(head(LIVE), phone=scene.phone, place=somewhere(), code=scene.code))
    ending = scene.budi.attempt(head(LIVE), phone=scene.phone, place=somewhere())
    scene.stopped("injected_head_without_code", ending)


def test_how_far_the_face_alone_goes(lax_scene: Scene) -> None:
    """A measurement, not a defence: with nothing asked for, the injected head is taken for a living one, a print is not
    and neither is somebody else."""
    scene = lax_scene
    scene.honest(scene.budi.attempt(head(LIVE)))
    scene.stopped("another_person", scene.budi.attempt(head(OTHER_LIVE)))


# --- replays


def test_a_film_of_an_honest_session_is_known_again(scene: Scene) -> None:
    session = scene.budi.open(position=somewhere())
    scene.budi.play(session, head(LIVE))
    filmed = scene.budi.frames_of(session)
    scene.stopped("replayed_film", scene.budi.attempt(Film(filmed), phone=scene.phone, place=somewhere()))
    scene.honest(scene.budi.attempt(head(LIVE), phone=scene.phone, place=somewhere()))


class Reencoded:
    """The film behind another program: noise over it, a little darker, compressed anew."""

    def __init__(self, film: Before) -> None:
        self._film, self._noise = film, np.random.default_rng(3)

    def next_frame(self, prompt: Prompt) -> bytes:
        image = simplejpeg.decode_jpeg(self._film.next_frame(prompt), colorspace="BGR").astype(np.float32)
        noisy = (image * 0.98 + self._noise.normal(0, 1.0, image.shape)).clip(0, 255).astype(np.uint8)
        data: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(noisy), quality=75, colorspace="BGR")
        return data


def test_a_film_compressed_anew_is_known_by_its_faces(scene: Scene) -> None:
    scene.honest(scene.budi.attempt(head(LIVE, seed=7), phone=scene.phone, place=somewhere()))
    scene.stopped(
        "reencoded_film",
        scene.budi.attempt(Reencoded(head(LIVE, seed=7)), phone=scene.phone, place=somewhere()),
    )


def test_all_requests_once_more_change_nothing(scene: Scene) -> None:
    place = somewhere()
    session = scene.budi.open(position=place)
    scene.budi.play(session, head(LIVE))
    first = scene.budi.end(session, phone=scene.phone, place=place)
    scene.honest(first)
    for number, jpeg in enumerate(scene.budi.frames_of(session), start=1):
        scene.stopped("replayed_requests", Ending.of(scene.budi.send(session, jpeg, seq=number)))
    again = scene.budi.end(session, phone=scene.phone, place=place)
    assert again.body == first.body
    assert Punch.objects.count() == 1


# --- orders


def test_frames_come_in_order_or_not_at_all(scene: Scene) -> None:
    """Swapped, left out, sent again: none of it moves the session on."""
    budi = scene.budi
    session = budi.open()
    camera = head(LIVE)
    frames = [camera.next_frame(Prompt.LOOK_STRAIGHT) for _number in range(4)]
    codes = [budi.send(session, frames[number - 1], seq=number).json().get("code") for number in (2, 4, 3)]
    assert codes == ["frame_out_of_order"] * 3
    scene.stopped("reordered_frames", budi.end(session, phone=scene.phone))

    assert budi.send(session, frames[0], seq=1).status_code == 200
    assert [budi.send(session, frames[2], seq=number).status_code for number in (3, 5)] == [409, 409]
    scene.stopped("dropped_frames", budi.end(session, phone=scene.phone))

    answers = [budi.send(session, frames[0], seq=number).json() for number in range(2, 8)]
    assert {one["hint"]["code"] for one in answers} == {"new_frame_needed"}
    assert {one["progress"] for one in answers} == {answers[0]["progress"]}
    scene.stopped("repeated_frames", budi.end(session, phone=scene.phone))

    session.next_seq, session.prompt = 8, Prompt.LOOK_STRAIGHT
    assert budi.play(session, head(LIVE))["state"] == "complete", "nothing of it keeps the owner from going on"


class Blind:
    """Runs through all movements, back to the middle after each."""

    def __init__(self) -> None:
        order = [move for move in Prompt if move is not Prompt.LOOK_STRAIGHT]
        self._played = [Prompt.LOOK_STRAIGHT] * 3
        for move in order:
            self._played += [move] * 2 + [Prompt.LOOK_STRAIGHT]
        self._camera, self._at = head(LIVE), 0

    def next_frame(self, prompt: Prompt) -> bytes:
        played = self._played[self._at % len(self._played)]
        self._at += 1
        return self._camera.next_frame(played)


def test_a_film_of_all_movements_does_not_pass_for_following(scene: Scene, paced: None) -> None:
    scene.stopped("guessed_script", _timed(scene, Blind(), takes_ms=230))


class AtOnce:
    """Makes every movement in no time."""

    def __init__(self) -> None:
        self._camera = head(LIVE)

    def next_frame(self, prompt: Prompt) -> bytes:
        self._camera.next_frame(prompt)
        return self._camera.next_frame(prompt)


def test_nobody_follows_faster_than_people_can(scene: Scene, paced: None) -> None:
    """The control is the same program with a person's time to react."""
    scene.stopped("too_fast", _timed(scene, AtOnce(), takes_ms=40))
    scene.honest(_timed(scene, AtOnce(), takes_ms=420))


@pytest.fixture
def paced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses of the script, which other tests leave out."""
    monkeypatch.setattr(settings, "CONFIG", settings.CONFIG.model_copy(update={"script_pauses": True}))


def _timed(scene: Scene, before: Before, *, takes_ms: int) -> Ending:
    """A session on a clock that moves by what the server asks to wait and by `takes_ms` under a movement."""
    place, budi = somewhere(), scene.budi
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False) as clock:
        session = budi.open(position=place)

        def pass_time(answer: dict[str, Any]) -> None:
            is_straight = session.prompt is Prompt.LOOK_STRAIGHT
            clock.shift(timedelta(milliseconds=max(answer["wait_ms"], 230) if is_straight else takes_ms))

        budi.play(session, before, after_each=pass_time)
        return budi.end(session, phone=scene.phone, place=place)


# --- presentations


@pytest.mark.parametrize("species", ["print_flat", "print_bent", "print_cut_eyes", "spliced_people"])
def test_with_everything_else_in_order_the_face_stops_it(scene: Scene, species: str) -> None:
    """The helper stands in the office and holds the owner's phone: place and phone are right."""
    shown = Presented(species, LIVE, OTHER_LIVE)
    session = scene.budi.open(position=(place := somewhere()))
    scene.budi.play(session, shown, most=40)
    scene.stopped(species, scene.budi.end(session, phone=scene.phone, place=place))


@pytest.mark.parametrize("species", ["mesh_warp", "face_swap", "screen_replay", "print_set", "spliced_session"])
def test_what_the_face_may_let_pass_fails_on_the_phone(scene: Scene, species: str) -> None:
    """The attacker's own phone, at the office, with the code."""
    shown = Presented(species, LIVE, OTHER_LIVE, again=ANOTHER_PHOTO)
    ending = scene.budi.attempt(shown, phone=SoftPhone(), place=somewhere(), code=scene.code)
    scene.stopped(species, ending)


def test_the_kit_s_living_head_is_accepted(scene: Scene) -> None:
    """The control of the presentations: the same camera and room, somebody alive."""
    scene.honest(
        scene.budi.attempt(Presented("bona_fide", LIVE, OTHER_LIVE, seed=11), phone=scene.phone, place=somewhere())
    )
    scene.stopped(
        "another_person",
        scene.budi.attempt(Presented("bona_fide", OTHER_LIVE, LIVE), phone=scene.phone, place=somewhere()),
    )
