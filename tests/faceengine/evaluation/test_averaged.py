"""The protocol of templates of 5 images against probes of 3."""

from __future__ import annotations

import numpy as np
import pytest

from hadir.faceengine.evaluation.averaged import averaged_scores, make_split
from hadir.faceengine.evaluation.scores import unit


def subjects_with(*images: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.repeat(np.arange(len(images), dtype=np.int32), images)


@pytest.mark.parametrize(
    ("images", "templates", "probes"),
    [(1, 0, 0), (2, 0, 0), (3, 0, 1), (7, 0, 2), (8, 1, 1), (10, 1, 1), (11, 1, 2), (20, 1, 5)],
)
def test_images_of_one_person_make_so_many_templates_and_probes(images: int, templates: int, probes: int) -> None:
    split = make_split(subjects_with(images), np.random.default_rng(0))

    assert (len(split.templates), len(split.probes)) == (templates, probes)


def test_no_image_is_on_both_sides_or_used_twice() -> None:
    split = make_split(subjects_with(20, 9, 4), np.random.default_rng(1))
    used = np.concatenate([split.templates.ravel(), split.probes.ravel()])

    assert len(used) == len(set(used.tolist()))


def test_images_stay_with_their_person() -> None:
    subjects = subjects_with(12, 8, 3)
    split = make_split(subjects, np.random.default_rng(2))

    assert (subjects[split.templates] == split.template_subjects[:, None]).all()
    assert (subjects[split.probes] == split.probe_subjects[:, None]).all()


def test_every_template_meets_every_probe_in_every_split() -> None:
    subjects = subjects_with(8, 11, 3)  # 2 templates; probes 1 + 2 + 1
    vectors = unit(np.random.default_rng(3).normal(size=(len(subjects), 8)).astype(np.float32))

    scores = averaged_scores(vectors, vectors, subjects, n_subjects=3, seed=0, splits=4)

    assert scores.n_genuine == 4 * 3
    assert scores.n_impostor == 4 * (2 * 4 - 3)


def test_averaging_beats_single_images_on_noisy_vectors() -> None:
    rng = np.random.default_rng(4)
    centres = rng.normal(size=(10, 32))
    subjects = subjects_with(*[8] * 10)
    vectors = unit((centres[subjects] + rng.normal(size=(80, 32))).astype(np.float32))

    scores = averaged_scores(vectors, vectors, subjects, n_subjects=10, seed=0)

    single = float(np.mean([vectors[8 * person] @ vectors[8 * person + 1] for person in range(10)]))
    assert float(scores.genuine.mean()) > single


def test_nobody_with_eight_images_gives_no_comparison_and_no_error() -> None:
    subjects = subjects_with(5, 7)
    vectors = unit(np.ones((12, 4), dtype=np.float32))

    scores = averaged_scores(vectors, vectors, subjects, n_subjects=2, seed=0)

    assert (scores.n_genuine, scores.n_impostor) == (0, 0)
