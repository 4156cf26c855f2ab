"""What the engine gave for one file; apart from `runner` so that the statistics need no engine."""

from __future__ import annotations

from dataclasses import dataclass

from hadir.faceengine.types import Vector


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Both of one face: `reference` with all care, as at enrolment; `probe` as a quick frame of a check-in."""

    reference: Vector
    probe: Vector


@dataclass(frozen=True, slots=True)
class Measured:
    """`failure`: why there is neither embedding nor score; None where there is.

    `unfit`: what the engine's quality limits would have said; the file is measured all the same.
    """

    failure: str | None
    embeddings: Embeddings | None = None
    bona_fide: float | None = None
    unfit: tuple[str, ...] = ()
