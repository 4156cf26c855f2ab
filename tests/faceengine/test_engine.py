"""The chain on real nets: who is who, which frames are refused and why, what is measured on a face."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import cv2
import numpy as np
import pytest

from hadir.bench.synthetic_head import Attitude, SyntheticHead
from hadir.faceengine import calibration
from hadir.faceengine.compare import average, similarity
from hadir.faceengine.engine import CHECK_IN, ENROLMENT, EVALUATION, PHOTO, Engine
from hadir.faceengine.pool.messages import dump_analysis, load_analysis
from hadir.faceengine.types import FrameAnalysis, Image, Reason, Vector
from tests import faces

pytestmark = pytest.mark.weights

EVERYBODY = (*faces.PERSON_A, *faces.PERSON_B, *faces.OTHERS)
HEADS = (faces.PERSON_B[0], faces.OTHERS[0], faces.OTHERS[1])
SAME = {faces.PERSON_A, faces.PERSON_B}


def _embedded(name: str, engine: Engine | None = None) -> Vector:
    embedding = (engine or faces.engine()).analyse(faces.photo_bytes(name), PHOTO).embedding
    assert embedding is not None
    return embedding


@lru_cache(maxsize=64)
def _frame(name: str = HEADS[0], attitude: Attitude | None = None) -> Image:
    """A new head each time: its noise must not depend on the order of the tests."""
    frame = SyntheticHead(faces.photo(name), faces.engine()).image(attitude or Attitude())
    frame.flags.writeable = False
    return frame


def _seen(image: Image) -> FrameAnalysis:
    return faces.engine().analyse_image(image, CHECK_IN)


def _scaled(image: Image, factor: float, lift: float = 0.0) -> Image:
    return np.asarray(np.clip(image.astype(np.float32) * factor + lift, 0, 255), np.uint8)


# Who is who


def test_two_photos_of_one_person_pass_the_threshold_and_those_of_two_people_do_not() -> None:
    threshold = calibration.load(faces.engine().id).threshold("1e-4", averaged=False)
    vectors = {name: _embedded(name) for name in EVERYBODY}
    for a, b in combinations(EVERYBODY, 2):
        score = similarity(vectors[a], vectors[b])
        assert (score >= threshold) == ((a, b) in SAME), (a, b, score)


def test_embeddings_have_unit_length() -> None:
    for name in EVERYBODY:
        embedding = _embedded(name)
        assert embedding.shape == (128,)
        assert embedding.dtype == np.float32
        assert float(np.linalg.norm(embedding)) == pytest.approx(1.0, abs=1e-5)


def test_the_same_bytes_give_the_same_analysis() -> None:
    engine, data = faces.engine(), faces.photo_bytes(faces.PERSON_A[1])
    first = engine.analyse(data, CHECK_IN)
    engine.analyse(faces.photo_bytes(faces.OTHERS[0]), CHECK_IN)  # nothing of another picture may stay behind
    second = engine.analyse(data, CHECK_IN)
    assert first.embedding is not None
    assert np.array_equal(first.embedding, second.embedding)  # type: ignore[arg-type]
    assert np.array_equal(first.mesh, second.mesh)  # type: ignore[arg-type]
    assert (first.pose, first.quality, first.bona_fide) == (second.pose, second.quality, second.bona_fide)
    assert (first.eyes_open, first.mouth_open) == (second.eyes_open, second.mouth_open)


def test_what_was_measured_can_be_sent_and_stored() -> None:
    """Plain numbers only: a NumPy scalar would end the worker that sends it."""
    analysis = _seen(_frame())
    read = load_analysis(dump_analysis(analysis))
    assert (read.pose, read.quality, read.bona_fide) == (analysis.pose, analysis.quality, analysis.bona_fide)
    assert (read.eyes_open, read.mouth_open) == (analysis.eyes_open, analysis.mouth_open)


@pytest.mark.parametrize("name", HEADS)
def test_mirroring_and_careful_alignment_change_the_vector_little(name: str) -> None:
    engine, image = faces.engine(), faces.photo(name)
    plain = engine.analyse_image(image, replace(PHOTO, careful=False)).embedding
    careful = engine.analyse_image(image, PHOTO).embedding
    mirrored = engine.analyse_image(np.ascontiguousarray(image[:, ::-1]), replace(PHOTO, careful=False)).embedding
    assert plain is not None
    assert careful is not None
    assert mirrored is not None
    assert similarity(plain, careful) > 0.85
    assert similarity(plain, mirrored) > 0.8
    assert not np.array_equal(plain, careful)


def test_bf16_and_f32_agree_but_are_different_engines() -> None:
    if not faces.engine().id.version.endswith("bf16"):
        pytest.skip("this processor has no BF16")
    other = Engine(faces.MODELS, precision="f32")
    assert other.id != faces.engine().id
    assert other.id.name == faces.engine().id.name
    for name in EVERYBODY:
        assert similarity(_embedded(name), _embedded(name, other)) > 0.99


def test_average_lies_between_its_parts_and_refuses_what_is_no_direction() -> None:
    a, b = _embedded(EVERYBODY[0]), _embedded(EVERYBODY[1])
    middle = average([a, b])
    assert similarity(middle, a) == pytest.approx(similarity(middle, b), abs=1e-5)
    assert similarity(middle, a) > similarity(a, b)
    for nothing in ([], [a, -a], [a * np.float32("nan")]):
        with pytest.raises(ValueError, match="embedding"):
            average(nothing)


# Frames that are refused


@pytest.mark.parametrize("name", HEADS)
def test_a_calm_frame_is_fit(name: str) -> None:
    analysis = _seen(_frame(name))
    assert analysis.reasons == ()
    assert analysis.usable
    assert faces.engine().analyse_image(_frame(name), ENROLMENT).usable


def test_nobody() -> None:
    empty = _seen(np.full((640, 480, 3), 128, np.uint8))
    assert empty.reasons == (Reason.NO_FACE,)
    assert not empty.usable
    noise = np.random.default_rng(1).integers(0, 256, (640, 480, 3)).astype(np.uint8)
    assert _seen(noise).reasons == (Reason.NO_FACE,)


def test_two_people_side_by_side() -> None:
    both = np.hstack([_frame(HEADS[0]), _frame(HEADS[1])])
    assert _seen(both).reasons == (Reason.SEVERAL_FACES,)
    assert _seen(both).embedding is None, "nobody is recognised before it is clear who is meant"


def test_a_passer_by_far_behind_is_no_second_face() -> None:
    picture = _frame(HEADS[0]).copy()
    picture[:80, :60] = cv2.resize(_frame(HEADS[1]), (60, 80), interpolation=cv2.INTER_AREA)
    assert len(faces.engine().detect(picture)) == 2
    assert _seen(picture).usable


def test_on_a_photo_the_person_in_the_middle_is_meant() -> None:
    beside = np.hstack([_frame(HEADS[1]), _frame(HEADS[0]), _frame(HEADS[1])])
    found = faces.engine().analyse_image(beside, PHOTO).embedding
    assert found is not None
    assert similarity(found, _embedded(HEADS[0])) > 0.7


def _far(image: Image) -> Image:
    small = cv2.resize(image, (90, 120), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.copyMakeBorder(small, 180, 180, 135, 135, cv2.BORDER_REPLICATE), np.uint8)


@pytest.mark.parametrize("name", HEADS)
def test_the_reason_told_first_is_the_cause(name: str) -> None:
    calm = _frame(name)
    spoilt = {
        Reason.TOO_SMALL: _far(calm),
        Reason.OFF_CENTRE: np.roll(calm, 112, axis=1),
        Reason.TOO_DARK: _scaled(calm, 0.15),
        Reason.TOO_BRIGHT: _scaled(calm, 3.0, 40),
        Reason.BLURRED: np.asarray(cv2.GaussianBlur(calm, (0, 0), 5), np.uint8),
    }
    for reason, picture in spoilt.items():
        analysis = _seen(picture)
        assert analysis.reasons[:1] == (reason,), analysis
        assert analysis.embedding is None
        assert analysis.bona_fide is None


def test_too_close_and_turned_away_are_judged_by_their_limits() -> None:
    limits = replace(CHECK_IN.limits, max_face_share=0.4, max_yaw=15)
    analysis = faces.engine().analyse_image(_frame(HEADS[0], Attitude(yaw=40)), replace(CHECK_IN, limits=limits))
    assert analysis.reasons == (Reason.TOO_CLOSE, Reason.TURNED_AWAY)


def test_evaluation_embeds_what_the_limits_refuse() -> None:
    blurred = np.asarray(cv2.GaussianBlur(_frame(), (0, 0), 5), np.uint8)
    analysis = faces.engine().analyse_image(blurred, EVALUATION)
    assert Reason.BLURRED in analysis.reasons
    assert analysis.embedding is not None
    assert not analysis.usable


def test_bytes_that_are_no_picture_end_in_their_reason() -> None:
    for data, reason in ((b"", Reason.EMPTY), (b"GIF89a", Reason.NOT_JPEG), (b"\xff\xd8\xff", Reason.CORRUPT)):
        assert faces.engine().analyse(data) == FrameAnalysis(0, 0, (reason,))


# Covered faces: `covered` paints with folds and grain, as no cloth or hand is even


def _painted(image: Image, outline: Vector, colour: tuple[int, int, int], seed: int = 3) -> Image:
    random = np.random.default_rng(seed)
    height, width = image.shape[:2]
    folds = cv2.resize(random.normal(0, 1, (height // 12, width // 12)).astype(np.float32), (width, height))
    cloth = np.array(colour) * (1 + 0.06 * folds[..., None]) + random.normal(0, 5, image.shape)
    mask = np.zeros((height, width), np.float32)
    cv2.fillPoly(mask, [outline.round().astype(np.int32)], 1.0, lineType=cv2.LINE_AA)
    share = cv2.GaussianBlur(mask, (0, 0), 1.0)[..., None]
    return np.asarray(np.clip(image * (1 - share) + cloth * share, 0, 255), np.uint8)


def _around(points: Vector, across: float, down: float) -> Vector:
    """An ellipse, half axes in distances between the outer eye corners."""
    angle = np.linspace(0, 2 * np.pi, 40)
    ring = np.column_stack([across * np.cos(angle), down * np.sin(angle)])
    return np.asarray(points.mean(axis=0) + ring, np.float32)


_JAW = (454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234)


def _covered(image: Image, mesh: Vector, how: str) -> Image:
    at = mesh[:, :2]
    unit = float(np.linalg.norm(at[263] - at[33]))
    cheek = tuple(int(part) for part in image[int(at[50, 1]), int(at[50, 0])])
    if how == "a mask":
        return _painted(image, np.concatenate([at[[50, 5, 280]], at[list(_JAW)]]), (225, 225, 225))
    if how == "dark glasses":
        for eye in ((33, 133), (362, 263)):
            image = _painted(image, _around(at[list(eye)], 0.29 * unit, 0.21 * unit), (30, 28, 28))
        return image
    if how == "a bar over the eyes":
        return _painted(image, at[[54, 284, 340, 111]], (20, 20, 20))
    if how == "a phone before the mouth":
        middle = (at[13] + at[152]) / 2
        corners = np.array([[-0.45, -0.5], [0.45, -0.5], [0.45, 0.6], [-0.45, 0.6]]) * unit
        return _painted(image, (middle + corners).astype(np.float32), (40, 40, 40))
    assert how == "a hand before one eye"
    return _painted(image, _around(at[[362, 263]], 0.4 * unit, 0.4 * unit), cheek)  # type: ignore[arg-type]


COVERS = ("a mask", "dark glasses", "a bar over the eyes", "a phone before the mouth", "a hand before one eye")


@pytest.mark.parametrize("how", COVERS)
@pytest.mark.parametrize("name", HEADS)
def test_a_covered_face_is_refused(name: str, how: str) -> None:
    calm = _frame(name)
    mesh = _seen(calm).mesh
    assert mesh is not None
    analysis = _seen(_covered(calm, mesh, how))
    assert analysis.reasons == (Reason.COVERED,)
    assert analysis.embedding is None


MOVEMENTS = {
    "left": Attitude(yaw=42),
    "right": Attitude(yaw=-42),
    "up": Attitude(pitch=24),
    "down": Attitude(pitch=-24),
    "mouth open": Attitude(mouth=1.0),
    "eyes shut": Attitude(eyes_shut=1.0),
    "closer": Attitude(zoom=1.38),
}


@pytest.mark.parametrize("movement", MOVEMENTS)
@pytest.mark.parametrize("name", HEADS)
def test_no_movement_that_a_prompt_asks_for_counts_as_covered(name: str, movement: str) -> None:
    assert _seen(_frame(name, MOVEMENTS[movement])).reasons == ()


# What is measured


@pytest.mark.parametrize("name", HEADS)
def test_pose_follows_the_head_with_the_documented_signs(name: str) -> None:
    def change(attitude: Attitude) -> tuple[float, float, float]:
        rest, moved = _seen(_frame(name)).pose, _seen(_frame(name, attitude)).pose
        assert rest is not None
        assert moved is not None
        return moved.yaw - rest.yaw, moved.pitch - rest.pitch, moved.roll - rest.roll

    for degrees in (-25, 25):
        yaw, pitch, roll = change(Attitude(yaw=degrees))
        assert 0.4 < yaw / degrees < 1.6, "yaw is positive to the subject's own left"
        assert abs(pitch) < 12
        assert abs(roll) < 8
        yaw, pitch, roll = change(Attitude(pitch=degrees * 0.8))
        assert 0.4 < pitch / (degrees * 0.8) < 1.6, "pitch is positive upwards"
        assert abs(yaw) < 8
        assert abs(roll) < 8


def test_roll_is_that_of_the_picture() -> None:
    frame = _frame()
    rest = _seen(frame).pose
    height, width = frame.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -20, 1)
    tilted = _seen(np.asarray(cv2.warpAffine(frame, matrix, (width, height)), np.uint8))
    assert rest is not None
    assert tilted.pose is not None
    assert tilted.pose.roll - rest.roll == pytest.approx(20, abs=4)


@pytest.mark.parametrize("name", HEADS)
def test_eyes_and_mouth_tell_open_from_shut(name: str) -> None:
    rest = _seen(_frame(name))
    shut, speaking = _seen(_frame(name, Attitude(eyes_shut=1.0))), _seen(_frame(name, Attitude(mouth=1.0)))
    assert rest.eyes_open is not None
    assert rest.mouth_open is not None
    assert shut.eyes_open is not None
    assert speaking.mouth_open is not None
    assert shut.eyes_open < 0.7 * rest.eyes_open
    assert speaking.mouth_open > 1.15 * rest.mouth_open


def test_coming_closer_enlarges_the_share_of_the_frame() -> None:
    rest, closer = _seen(_frame()).quality, _seen(_frame(attitude=Attitude(zoom=1.38))).quality
    assert rest is not None
    assert closer is not None
    assert closer.face_share / rest.face_share == pytest.approx(1.38, abs=0.15)
    assert closer.interocular_px / rest.interocular_px == pytest.approx(1.38, abs=0.2)


ODD_SIZES = ((1, 1), (2, 2), (31, 33), (40, 40), (1920, 64), (64, 1920), (2000, 1), (1, 2000), (640, 480), (333, 777))


@pytest.mark.parametrize(("width", "height"), ODD_SIZES)
def test_no_size_of_picture_breaks_the_chain(width: int, height: int) -> None:
    photo = np.asarray(cv2.resize(faces.photo(HEADS[0]), (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    analysis = faces.engine().analyse_image(photo, EVALUATION)
    assert (analysis.width, analysis.height) == (width, height)
    assert analysis.embedding is not None or analysis.reasons == (Reason.NO_FACE,)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.65])
def test_a_face_cut_by_the_edge_breaks_nothing(share: float) -> None:
    photo = faces.photo(HEADS[0])
    box = faces.engine().detect(photo)[0].box
    for part in (photo[:, int(box.x + share * box.w) :], photo[: int(box.y + share * box.h)]):
        analysis = faces.engine().analyse_image(np.ascontiguousarray(part), EVALUATION)
        assert analysis.mesh is None or np.isfinite(analysis.mesh).all()
        assert analysis.embedding is not None or analysis.reasons == (Reason.NO_FACE,)


def test_portrait_and_landscape_see_the_same_face() -> None:
    portrait = _frame()
    landscape = np.asarray(cv2.copyMakeBorder(portrait, 0, 0, 200, 200, cv2.BORDER_REPLICATE), np.uint8)
    upright, lying = _seen(portrait), _seen(landscape)
    assert upright.embedding is not None
    assert lying.embedding is not None
    assert similarity(upright.embedding, lying.embedding) > 0.9
    assert upright.detection is not None
    assert lying.detection is not None
    tolerance = 0.25 * upright.detection.box.w
    assert np.abs(lying.detection.points - upright.detection.points - (200, 0)).max() < tolerance
