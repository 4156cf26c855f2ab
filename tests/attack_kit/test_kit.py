"""The kit itself: sheets obey optics, cues obey the script, and every species can be filmed and read again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest

from hadir.bench.presentations import play, script_of
from hadir.bench.synthetic_head import SyntheticHead
from hadir.capture.light import COLOURS
from hadir.capture.script import Prompt, Step, draw
from hadir.faceengine.evaluation.inputs import Photo
from hadir.faceengine.evaluation.recordings import Recording, read_session
from hadir.faceengine.types import Image
from tests import faces
from tests.attack_kit import recordings
from tests.attack_kit.camera import HEIGHT, WIDTH, Camera, Mask, Scene
from tests.attack_kit.cues import Cue, plan
from tests.attack_kit.people import half_of, of_half
from tests.attack_kit.sheets import Hold, look, paste
from tests.attack_kit.species import ATTACKS, BONA_FIDE, SPECIES, Cast, perform

GREY: Image = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
ASKED = (
    Step(Prompt.LOOK_STRAIGHT, 2),
    Step(Prompt.TURN_LEFT),
    Step(Prompt.LOOK_STRAIGHT, 1, 600),
    Step(Prompt.OPEN_MOUTH),
    Step(Prompt.LOOK_STRAIGHT),
)


def chance(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def board() -> Image:
    """A sheet with four differently coloured quarters."""
    sheet = np.zeros((300, 200, 3), np.uint8)
    for number, (rows, columns) in enumerate(
        [(slice(0, 150), slice(0, 100)), (slice(0, 150), slice(100, 200)), (slice(150, 300), slice(0, 100))]
    ):
        sheet[rows, columns, number] = 200
    sheet[150:, 100:] = 200
    return sheet


def seen_width(hold: Hold, row: int = HEIGHT // 2) -> int:
    return int((look(200, 300, hold).hit[row] > 0.5).sum())


def test_a_sheet_held_straight_is_seen_texel_by_pixel() -> None:
    seen = look(200, 300, Hold())
    picture = paste(board(), seen, GREY)

    top, left = (HEIGHT - 300) // 2, (WIDTH - 200) // 2
    inside = picture[top + 5 : top + 295, left + 5 : left + 195].astype(int)
    assert np.abs(inside - board()[5:295, 5:195]).max() <= 1
    assert (picture[5, 5] == 120).all()


def test_a_sheet_nearer_is_larger_and_one_turned_is_narrower() -> None:
    assert seen_width(Hold(size=1.2)) == pytest.approx(240, abs=2)
    assert seen_width(Hold(yaw=60)) < 0.6 * seen_width(Hold())
    assert seen_width(Hold(yaw=40)) == pytest.approx(seen_width(Hold(yaw=-40)), abs=2)


def test_the_side_that_a_turned_sheet_brings_near_is_the_taller_one() -> None:
    hit = look(200, 300, Hold(yaw=40)).hit > 0.5
    columns = np.flatnonzero(hit.any(axis=0))
    left, right = (int(hit[:, column].sum()) for column in (columns[4], columns[-5]))

    assert abs(left - right) > 40


def test_a_rolled_sheet_is_narrower_than_a_flat_one_and_a_wide_roll_is_nearly_flat() -> None:
    assert seen_width(Hold(radius=70.0)) < seen_width(Hold(radius=120.0)) < seen_width(Hold())
    assert seen_width(Hold(radius=5000.0)) == pytest.approx(seen_width(Hold()), abs=2)
    flat, lying = look(200, 300, Hold()).hit, look(200, 300, Hold(radius=80.0, lying=True)).hit
    assert (lying[:, WIDTH // 2] > 0.5).sum() < (flat[:, WIDTH // 2] > 0.5).sum()


def test_the_page_tints_what_is_near_and_not_what_was_never_before_a_lens() -> None:
    near: Mask = np.ones((HEIGHT, WIDTH), np.float32)
    red = Cue(Prompt.LOOK_STRAIGHT, Prompt.LOOK_STRAIGHT, shown=(255, 60, 60))

    def redness(scene: Scene, cue: Cue) -> float:
        data = np.frombuffer(Camera(chance()).film(scene, cue), np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
        assert picture is not None
        return float(picture[..., 2].mean() - picture[..., 0].mean())

    unlit = redness(Scene(GREY, near), Cue(Prompt.LOOK_STRAIGHT, Prompt.LOOK_STRAIGHT))
    assert redness(Scene(GREY, near), red) > unlit + 2
    assert redness(Scene(GREY, near * 0), red) == pytest.approx(unlit, abs=0.2)


@pytest.mark.parametrize("seed", range(20))
def test_cues_follow_the_script_in_order_with_time_to_react_and_to_wait(seed: int) -> None:
    script = draw("checkin", Random(seed), colours=tuple(COLOURS))
    cues = plan(script, chance(seed))

    assert [cue.step for cue in cues] == sorted(cue.step for cue in cues)
    assert {cue.step for cue in cues} == set(range(len(script)))
    assert all(cue.prompt is script[cue.step].prompt for cue in cues)
    assert all(later.at_s > cue.at_s for cue, later in pairwise(cues))
    for number, step in enumerate(script):
        own = [cue for cue in cues if cue.step == number]
        assert {cue.shown for cue in own} == {tuple(int(part) for part in COLOURS[step.light])}
        before = [cue.at_s for cue in cues if cue.step == number - 1]
        if step.prompt is Prompt.LOOK_STRAIGHT:
            assert own[-1].at_s - own[0].at_s >= step.pause_ms / 1000
        else:
            assert own[0].at_s - before[-1] > 0.2
            assert max(cue.share for cue in own) > 1.2


def test_people_fall_into_halves_that_share_nobody() -> None:
    photos = [Photo(f"p{number}/1.jpg", Path("x"), f"p{number}") for number in range(60)]
    even, odd = of_half(photos, "even"), of_half(photos, "odd")

    assert not set(even) & set(odd)
    assert set(even) | set(odd) == set(of_half(photos, "all")) == {f"p{number}" for number in range(60)}
    assert min(len(even), len(odd)) > 15
    assert (half_of("Ani"), half_of("Citra")) == ("odd", "even")


# --- with faces


@lru_cache(maxsize=8)
def head(name: str) -> SyntheticHead:
    return SyntheticHead(faces.photo(name), faces.engine(), width=WIDTH, height=HEIGHT)


def cast() -> Cast:
    return Cast(head(faces.PERSON_B[0]), head(faces.PERSON_A[1]))


def filmed(folder: Path, species: str, script: Sequence[Step] = ASKED) -> Recording:
    shots = perform(species, cast(), script, chance(3))
    recordings.write(folder / species, species=species, person="person_b", script=script, shots=shots)
    return read_session(folder / species)


@pytest.mark.weights
@pytest.mark.parametrize("species", SPECIES)
def test_every_species_is_filmed_and_shows_the_camera_one_face(tmp_path: Path, species: str) -> None:
    recording = filmed(tmp_path, species)

    assert script_of(recording) == ASKED
    assert recording.manifest.species == species
    first = faces.engine().detect(faces.engine().decode((recording.folder / "0001.jpg").read_bytes()))
    assert len(first) == 1


@pytest.mark.weights
@pytest.mark.parametrize("species", [BONA_FIDE, "animated_photo", "screen_replay_edge_cut"])
def test_a_head_that_turns_gets_through_the_script_alive_or_not(tmp_path: Path, species: str) -> None:
    played = play(filmed(tmp_path, species), faces.engine())

    assert played.progress.complete
    assert len(played.kept) == sum(step.frames for step in ASKED)
    assert len(played.course) > len(played.kept)


@pytest.mark.weights
@pytest.mark.parametrize("species", ["static_photo", "print_moved"])
def test_what_does_not_turn_never_gets_through(tmp_path: Path, species: str) -> None:
    played = play(filmed(tmp_path, species), faces.engine())

    assert not played.progress.complete
    assert played.progress.prompt is Prompt.TURN_LEFT


@pytest.mark.weights
def test_the_same_chance_gives_the_same_film(tmp_path: Path) -> None:
    first, again = (list(perform("screen_replay", cast(), ASKED, chance(5))) for _ in range(2))

    assert [shot.jpeg for shot in first] == [shot.jpeg for shot in again]
    assert len({shot.jpeg for shot in first}) == len(first)


def test_the_kit_knows_its_own_attacks() -> None:
    assert len(ATTACKS) >= 10
    assert BONA_FIDE not in ATTACKS
