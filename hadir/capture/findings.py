"""What a session says besides its face: moments, following, camera and clock. Pure.

Everything that a client reports of itself is a note at most, a known fake camera a doubt: whoever owns the client can
make it say anything. Only what the server itself has timed and counted weighs more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import pstdev
from typing import Any, Final

from hadir.capture.script import Progress
from hadir.lib.findings import Finding, Weight

# Nobody sees a prompt and has followed it sooner; simple reactions to something seen take 180 to 250 ms.
HUMAN_MS: Final = 150
_EVEN_RESPONSES_MS = 3.0  # standard deviation; a line and an engine alone spread more
_EVEN_FRAMES_MS = 0.4
_LEAST_INTERVALS = 6
_CAMERA_AT_ONCE_MS = 15  # a camera takes hundreds of milliseconds to start
_CLOCK_OFF_S = 120
_DRIFT_MS = 4000  # a retry on a bad line may hold a frame back for so long
# Names under which programs offer pictures as a camera.
_VIRTUAL = re.compile(
    r"\b(obs|virtual|v4l2\w*|loopback|dummy|manycam|snap camera|xsplit|droidcam|iriun|epoccam|ivcam|camo|e2esoft"
    r"|splitcam|youcam|chromacam|webcamoid|akvcam|mmhmm|fake|screen capture|sparkocam|altercam|ndi)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One frame with a face: when it came, and when the page says it was taken (milliseconds since it opened)."""

    at: datetime
    client_ms: int | None


def of_session(
    progress: Progress, facts: Mapping[str, Any], frames: Sequence[Arrived], *, opened_at: datetime
) -> tuple[Finding, ...]:
    """Everything that is worth a line, in no order of importance."""
    found = [*_timing(progress), *_following(progress), *_camera(facts), *_clock(facts, frames, opened_at)]
    return tuple(finding for finding in found if finding is not None)


def _timing(progress: Progress) -> list[Finding | None]:
    if not progress.paced:
        return []
    quick = [ms for ms in progress.responses if ms < HUMAN_MS]
    found: list[Finding | None] = []
    if quick:
        weight = Weight.GRAVE if len(quick) > 1 else Weight.DOUBT
        found.append(Finding("capture.too_fast", weight, {"count": len(quick)}))
    elif len(progress.responses) >= 3 and pstdev(progress.responses) < _EVEN_RESPONSES_MS:
        found.append(Finding("capture.even_responses", Weight.NOTE))
    return found


def _following(progress: Progress) -> list[Finding | None]:
    found: list[Finding | None] = []
    if progress.strays >= 2:
        weight = Weight.GRAVE if progress.strays >= 3 else Weight.DOUBT
        found.append(Finding("capture.strays", weight, {"count": progress.strays}))
    if progress.given_up:
        found.append(Finding("capture.other_movement", Weight.NOTE, {"count": len(progress.given_up)}))
    return found


def _camera(facts: Mapping[str, Any]) -> list[Finding | None]:
    device = facts.get("device")
    if not isinstance(device, Mapping):
        return [Finding("capture.camera_silent", Weight.NOTE)]
    label, answered = str(device.get("label") or ""), device.get("answered_ms")
    found: list[Finding | None] = []
    if _VIRTUAL.search(label):
        found.append(Finding("capture.camera_virtual", Weight.DOUBT, {"label": label[:60]}))
    elif not label or not device.get("width") or not device.get("height"):
        found.append(Finding("capture.camera_silent", Weight.NOTE))
    if isinstance(answered, int) and answered < _CAMERA_AT_ONCE_MS:
        found.append(Finding("capture.camera_at_once", Weight.NOTE))
    return found


def _clock(facts: Mapping[str, Any], frames: Sequence[Arrived], opened_at: datetime) -> list[Finding | None]:
    return [_offset(facts.get("client_time"), opened_at), _drift(frames), _evenness(frames)]


def _offset(said: object, opened_at: datetime) -> Finding | None:
    try:
        seconds = round((datetime.fromisoformat(str(said)) - opened_at).total_seconds())
    except (ValueError, TypeError):
        return None
    if abs(seconds) < _CLOCK_OFF_S:
        return None
    return Finding("capture.clock_off", Weight.NOTE, {"minutes": round(abs(seconds) / 60)})


def _drift(frames: Sequence[Arrived]) -> Finding | None:
    """The page's clock must run as the server's does, give or take the line."""
    told = [(frame.at, frame.client_ms) for frame in frames if frame.client_ms is not None]
    for (at, said), (later_at, later_said) in pairwise(told):
        passed = (later_at - at).total_seconds() * 1000
        if later_said <= said or abs((later_said - said) - passed) > _DRIFT_MS:
            return Finding("capture.clock_odd", Weight.NOTE)
    return None


def _evenness(frames: Sequence[Arrived]) -> Finding | None:
    """A camera and a browser jitter; a program that plays frames need not. Pauses of the script are left out."""
    told = [frame.client_ms for frame in frames if frame.client_ms is not None]
    steps = sorted(later - one for one, later in pairwise(told))
    usual = steps[: max(len(steps) * 2 // 3, 0)]
    if len(usual) < _LEAST_INTERVALS or pstdev(usual) >= _EVEN_FRAMES_MS:
        return None
    return Finding("capture.frames_even", Weight.NOTE)
