"""The course of one capture session in numbers: what every frame with a face showed, kept or not. Pure.

A few bytes a frame, so that signals in time (eyes, mouth, light, the passive net) need not wait for the few frames that
fulfil a prompt. Times are the server's: a client's clock is whatever it likes.
"""

from __future__ import annotations

from dataclasses import dataclass

from hadir.faceengine.mesh import turn_cue
from hadir.faceengine.types import Colour, FrameAnalysis


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame. `at_s`: its arrival, seconds since the session was opened. `prompt`: what was asked for just then.

    `shown`: the colour in which the page lit the face when this frame was taken, sRGB 0..255; None without one.
    `settled_s`: for how long, by the server's clock, it had been that colour. The rest as in `types.FrameAnalysis`.
    """

    at_s: float
    prompt: str
    yaw: float = 0.0
    pitch: float = 0.0
    turn: float = 0.0
    face_share: float = 0.0
    eyes_open: float | None = None
    mouth_open: float | None = None
    bona_fide: float | None = None
    skin: Colour | None = None
    background: Colour | None = None
    shown: Colour | None = None
    settled_s: float | None = None

    @classmethod
    def of(
        cls,
        analysis: FrameAnalysis,
        *,
        at_s: float,
        prompt: str,
        shown: Colour | None = None,
        settled_s: float | None = None,
    ) -> Moment | None:
        """None for a frame in which no face was measured."""
        if analysis.pose is None or analysis.quality is None or analysis.detection is None:
            return None
        return cls(
            at_s=at_s,
            prompt=prompt,
            yaw=analysis.pose.yaw,
            pitch=analysis.pose.pitch,
            turn=turn_cue(analysis.detection.points),
            face_share=analysis.quality.face_share,
            eyes_open=analysis.eyes_open,
            mouth_open=analysis.mouth_open,
            bona_fide=analysis.bona_fide,
            skin=analysis.skin,
            background=analysis.background,
            shown=shown,
            settled_s=settled_s,
        )
