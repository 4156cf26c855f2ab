"""The protocol "templates of 5 against probes of 3": what a check-in really does.

An employee is enrolled with several photos and checks in with several frames. So, for each split:

1. Images of every person are shuffled (seeded).
2. People with at least 8 usable images give one template, the mean of their first 5 images, and one probe for every
   3 further images (8-10 images: one, 11-13: two, ...).
3. People with 3 to 7 usable images give a probe for every 3 images; they have no template and serve as impostors.
4. Every template is compared with every probe. Same person: genuine; else impostor. No image is on both sides.

Leftover images (fewer than 3) are not used. Several splits are pooled to smooth out the luck of one shuffle: they
multiply the comparisons, not the people, which is why intervals are drawn over people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hadir.faceengine.evaluation.scores import Block, Floats, Ints, Labels, Scores, collect, unit

TEMPLATE_IMAGES = 5
PROBE_IMAGES = 3
SPLITS = 20


@dataclass(frozen=True, slots=True)
class Split:
    """One shuffle: image numbers behind each template (T, 5) and probe (P, 3), and their subjects."""

    templates: Ints
    template_subjects: Labels
    probes: Ints
    probe_subjects: Labels


def make_split(subjects: Labels, rng: np.random.Generator) -> Split:
    templates: list[Ints] = []
    owners: list[int] = []
    probes: list[Ints] = []
    visitors: list[int] = []
    for subject in np.unique(subjects):
        images = rng.permutation(np.flatnonzero(subjects == subject))
        if len(images) >= TEMPLATE_IMAGES + PROBE_IMAGES:
            templates.append(images[:TEMPLATE_IMAGES])
            owners.append(int(subject))
            images = images[TEMPLATE_IMAGES:]
        whole = len(images) // PROBE_IMAGES
        probes.extend(images[: whole * PROBE_IMAGES].reshape(whole, PROBE_IMAGES))
        visitors.extend([int(subject)] * whole)
    return Split(
        np.array(templates, dtype=np.int64).reshape(-1, TEMPLATE_IMAGES),
        np.array(owners, dtype=np.int32),
        np.array(probes, dtype=np.int64).reshape(-1, PROBE_IMAGES),
        np.array(visitors, dtype=np.int32),
    )


def averaged_scores(
    references: Floats, probes: Floats, subjects: Labels, *, n_subjects: int, seed: int, splits: int = SPLITS
) -> Scores:
    """Scores of the protocol above, pooled over `splits`. `references`, `probes`: (N, D); `subjects`: (N,) from 0."""
    rng = np.random.default_rng(seed)
    shuffles = [make_split(subjects, rng) for _ in range(splits)]

    def blocks() -> Iterator[Block]:
        for split in shuffles:
            templates = unit(references[split.templates].mean(axis=1))
            means = unit(probes[split.probes].mean(axis=1))
            yield Block(templates @ means.T, split.template_subjects, split.probe_subjects)

    every_template = np.concatenate([split.template_subjects for split in shuffles])
    every_probe = np.concatenate([split.probe_subjects for split in shuffles])
    return collect(
        blocks,
        np.bincount(every_template, minlength=n_subjects),
        np.bincount(every_probe, minlength=n_subjects),
    )
