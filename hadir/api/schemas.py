"""Shapes of the JSON edge."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, FiniteFloat

Nonce = Annotated[str, Field(min_length=20, max_length=100)]


# PostgreSQL's JSON cannot hold the character NUL.
NoNul = Field(pattern=r"^[^\x00]*$")


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class PositionIn(Strict):
    """WGS 84, as the browser reports it; `accuracy` in metres."""

    latitude: Annotated[FiniteFloat, Field(ge=-90, le=90)]
    longitude: Annotated[FiniteFloat, Field(ge=-180, le=180)]
    accuracy: Annotated[FiniteFloat, Field(ge=0, le=10_000_000)]


class DeviceIn(Strict):
    """What the browser says of the camera; recorded, never trusted."""

    label: Annotated[str, Field(max_length=200), NoNul] = ""
    width: Annotated[int, Field(ge=0, le=20_000)] = 0
    height: Annotated[int, Field(ge=0, le=20_000)] = 0


class SessionIn(Strict):
    purpose: Literal["checkin", "enrolment"]
    position: PositionIn | None = None
    position_error: Annotated[str, Field(max_length=60), NoNul] | None = None
    client_time: AwareDatetime | None = None
    device: DeviceIn | None = None


class Words(Schema):
    """A stable code and its sentence in the reader's language."""

    code: str
    text: str


class SessionOut(Schema):
    """`interval_ms` between frames, `max_width` of a frame in pixels, JPEG quality 0..1."""

    session: UUID
    nonce: str
    expires_in_s: int
    interval_ms: int
    max_width: int
    jpeg_quality: float
    prompt: Words
    progress: float


class FrameOut(Schema):
    seq: int
    state: Literal["running", "complete", "failed"]
    hint: Words | None
    prompt: Words
    progress: float


class FinishIn(Strict):
    session: UUID
    nonce: Nonce


class CheckInOut(Schema):
    """`retry`: whether trying again may help."""

    accepted: bool
    code: str
    message: str
    stage: Words | None
    recorded_at: AwareDatetime
    receipt_url: str | None
    retry: bool


class EnrolmentOut(Schema):
    status: Literal["pending", "refused"]
    code: str
    message: str
    next_url: str


class ErrorOut(Schema):
    code: str
    message: str
    fields: dict[str, str | int] | None = None
    retry_after_s: int | None = None
