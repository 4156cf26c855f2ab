"""`hadir selfcheck`: the main job, seen without a camera.

Real photos of public figures (a package ships them with their licences, `var/samples/CREDITS.md`) are given depth
and moved as prompted; everything else is real: engine, services, database. What it writes is rolled back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from hadir.lib.errors import Unavailable
from hadir.lib.language import _

if TYPE_CHECKING:
    from hadir.bench.performer import Reel
    from hadir.config import Config

ENROLLED, SAME_PERSON, SOMEBODY_ELSE = "person_a_2.jpg", "person_a_1.jpg", "person_b_2.jpg"
_TRIES = 3


def selfcheck() -> None:
    """Exit status 1 when the outcome is not enrolled, accepted, refused."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells about its font cache the first time
    from hadir.cli.django_commands import set_up_migrated

    config = set_up_migrated()
    typer.echo(_("Pemeriksaan mandiri: wajah dari foto nyata, digerakkan mengikuti petunjuk."))
    with _pool(config):
        outcomes = _run(config)
    for sentence in outcomes:
        typer.echo(f"  {sentence}")


def _pool(config: Config) -> Any:
    """The running site's engine if there is one, else one for as long as the check takes."""
    from hadir.capture.engine import current_engine
    from hadir.cli.serve import engine_pool

    try:
        current_engine()
    except Unavailable:
        return engine_pool(config)
    return nullcontext()


def _run(config: Config) -> list[str]:
    from django.db import transaction

    from hadir.faceengine.engine import Engine

    engine = Engine(config.models_dir, precision=config.engine_precision)
    reels = {name: _reel(config, engine, name) for name in (ENROLLED, SAME_PERSON, SOMEBODY_ELSE)}
    with transaction.atomic():
        lines = _story(reels)
        transaction.set_rollback(True)
    return lines


def _reel(config: Config, engine: Any, name: str) -> Reel:
    import cv2

    from hadir.bench.performer import film
    from hadir.bench.synthetic_head import SyntheticHead

    photo = cv2.imread(str(config.samples_dir / name))
    if photo is None:
        raise Unavailable(
            "sample_missing", _("Foto contoh {name} tidak ada. Jalankan: hadir models fetch").format(name=name)
        )
    return film(SyntheticHead(photo.astype("uint8"), engine))


def _story(reels: dict[str, Reel]) -> list[str]:
    from hadir.bench.troupe import check_in, enrol, hire

    employee, operator = hire("Pegawai Uji"), hire("Operator Uji", operator=True)
    acts = (
        _Act(_("Perekaman wajah"), "approved", lambda: enrol(employee, operator, reels[ENROLLED])),
        _Act(_("Absen, foto lain dari orang yang sama"), "accepted", lambda: check_in(employee, reels[SAME_PERSON])),
        _Act(_("Absen oleh orang lain"), "not_matched", lambda: check_in(employee, reels[SOMEBODY_ELSE])),
    )
    results = [(act, _played(act)) for act in acts]
    lines = [_line(act, result) for act, result in results]
    if not all(act.is_as_hoped(result.outcome) for act, result in results):
        raise Unavailable(
            "selfcheck_failed", _("Pemeriksaan mandiri gagal:\n  {lines}").format(lines="\n  ".join(lines))
        )
    return lines


@dataclass(frozen=True, slots=True)
class _Act:
    """`hope`: how the outcome's code begins when all is well. `play`: the code, and how many frames it took."""

    what: str
    hope: str
    play: Callable[[], tuple[str, int]]

    def is_as_hoped(self, outcome: str) -> bool:
        return outcome.startswith(self.hope)


@dataclass(frozen=True, slots=True)
class _Result:
    """`tries`: a wrong refusal is rare but not impossible; whoever meets one tries again, and it is told."""

    outcome: str
    frames: int
    ms: float
    tries: int


def _played(act: _Act) -> _Result:
    """Up to `_TRIES` times, as people do. An acceptance stands at once: nothing may try until it is gone."""
    for tries in range(1, _TRIES + 1):
        started = time.perf_counter()
        outcome, frames = act.play()
        result = _Result(outcome, frames, (time.perf_counter() - started) * 1e3, tries)
        if act.is_as_hoped(outcome) or outcome.startswith("accepted"):
            break
    return result


def _line(act: _Act, result: _Result) -> str:
    row = _("{mark} {what}: {outcome} ({frames} gambar, {ms:.0f} ms)").format(
        mark=_("OK   ") if act.is_as_hoped(result.outcome) else _("GAGAL"),
        what=act.what,
        outcome=_sentence(result.outcome),
        frames=result.frames,
        ms=result.ms,
    )
    return row if result.tries == 1 else _("{line}, percobaan ke-{tries}").format(line=row, tries=result.tries)


def _sentence(outcome: str) -> str:
    """What the person would read; "approved" is the approver's word."""
    from hadir.attendance.rules import DecisionCode
    from hadir.attendance.texts import DECISIONS
    from hadir.capture.texts import PROOFS
    from hadir.capture.verdict import ProofCode

    if outcome == "approved":
        return _("direkam dan disetujui")
    if outcome in {code.value for code in DecisionCode}:
        return str(DECISIONS[DecisionCode(outcome)])
    return str(PROOFS[ProofCode(outcome)]) if outcome in {code.value for code in ProofCode} else outcome
