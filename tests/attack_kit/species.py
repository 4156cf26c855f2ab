"""Every species by name, and one whole session of any of them on film."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from hadir.bench.synthetic_head import SyntheticHead
from hadir.capture.script import Step
from tests.attack_kit.camera import Camera, Scene
from tests.attack_kit.cues import Cue, plan
from tests.attack_kit.injected import AnimatedPhoto, FaceSwap, MeshWarp, Spliced, StaticPhoto
from tests.attack_kit.live import LivePerson
from tests.attack_kit.prints import PrintBent, PrintCutEyes, PrintFlat, PrintMoved, PrintSet
from tests.attack_kit.screens import ScreenReplay, ScreenReplayEdgeCut


@dataclass(frozen=True, slots=True)
class Cast:
    """`victim`: whom the attacker wants to be taken for; `accomplice`: somebody else who is there to perform.

    `again`: the victim's head from another photo, where there is one.
    """

    victim: SyntheticHead
    accomplice: SyntheticHead
    again: SyntheticHead | None = None


class Presentation(Protocol):
    """Somebody or something before the camera."""

    @property
    def species(self) -> str: ...

    def scene(self, cue: Cue) -> Scene: ...


Maker = Callable[[Cast, np.random.Generator], Presentation]


def _spliced_people(cast: Cast, rng: np.random.Generator) -> Presentation:
    return Spliced(LivePerson(cast.victim, rng), LivePerson(cast.accomplice, rng), species="spliced_people")


def _spliced_session(cast: Cast, rng: np.random.Generator) -> Presentation:
    return Spliced(LivePerson(cast.victim, rng), LivePerson(cast.again or cast.victim, rng), species="spliced_session")


BONA_FIDE = "bona_fide"
SPECIES: Mapping[str, Maker] = {
    BONA_FIDE: lambda cast, rng: LivePerson(cast.victim, rng),
    "print_flat": lambda cast, rng: PrintFlat(cast.victim, rng),
    "print_bent": lambda cast, rng: PrintBent(cast.victim, rng),
    "print_moved": lambda cast, rng: PrintMoved(cast.victim, rng),
    "print_cut_eyes": lambda cast, rng: PrintCutEyes(cast.victim, cast.accomplice, rng),
    "print_set": lambda cast, rng: PrintSet(cast.victim, rng),
    "screen_replay": lambda cast, rng: ScreenReplay(cast.victim, rng),
    "screen_replay_edge_cut": lambda cast, rng: ScreenReplayEdgeCut(cast.victim, rng),
    "mesh_warp": lambda cast, rng: MeshWarp(cast.victim, rng),
    "animated_photo": lambda cast, rng: AnimatedPhoto(cast.victim, rng),
    "face_swap": lambda cast, rng: FaceSwap(cast.victim, cast.accomplice, rng),
    "spliced_people": _spliced_people,
    "spliced_session": _spliced_session,
    "static_photo": lambda cast, rng: StaticPhoto(cast.victim, rng),
}
ATTACKS = tuple(name for name in SPECIES if name != BONA_FIDE)


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame on film."""

    cue: Cue
    jpeg: bytes


def perform(species: str, cast: Cast, script: Sequence[Step], rng: np.random.Generator) -> Iterator[Shot]:
    """Film one session: every frame that `cues.plan` foresees."""
    presentation, camera = SPECIES[species](cast, rng), Camera(rng)
    for cue in plan(script, rng):
        yield Shot(cue, camera.film(presentation.scene(cue), cue))
