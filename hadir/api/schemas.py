"""Shapes of the JSON edge."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
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
    frame_rate: Annotated[FiniteFloat, Field(ge=0, le=1000)] | None = None
    answered_ms: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    # Of the phone's own clock; civil offsets lie between -12 and +14 hours.
    utc_offset_min: Annotated[int, Field(ge=-12 * 60, le=14 * 60)] | None = None


class SessionIn(Strict):
    """`ticket`: number's id of an enrolment day, when an officer records the person at a desk. `light`: false for who
    wants no colours on the page."""

    purpose: Literal["checkin", "enrolment"]
    ticket: Annotated[int, Field(ge=1, le=2**53)] | None = None
    position: PositionIn | None = None
    position_error: Annotated[str, Field(max_length=60), NoNul] | None = None
    client_time: AwareDatetime | None = None
    device: DeviceIn | None = None
    light: bool = True


class Words(Schema):
    """A stable code and its sentence in the reader's language."""

    code: str
    text: str


class SessionOut(Schema):
    """`interval_ms` between frames, `max_width` of a frame in pixels, JPEG quality 0..1; `light` as in `FrameOut`."""

    session: UUID
    nonce: str
    expires_in_s: int
    interval_ms: int
    max_width: int
    jpeg_quality: float
    prompt: Words
    progress: float
    light: str | None = None


class FrameOut(Schema):
    """`wait_ms`: nothing that a frame shows before could count. `light`: colour that the page shows from now on."""

    seq: int
    state: Literal["running", "complete", "failed"]
    hint: Words | None
    prompt: Words
    progress: float
    wait_ms: int = 0
    light: str | None = None


class SignedIn(Strict):
    """What the phone's own key signed about this session: `key` names it, `statement` and `signature` in base64url."""

    key: Annotated[str, Field(min_length=1, max_length=600), NoNul]
    statement: Annotated[str, Field(min_length=1, max_length=6000, pattern=r"^[A-Za-z0-9+/_=-]+$")]
    signature: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[A-Za-z0-9+/_=-]+$")]


class EndIn(Strict):
    """The end of a camera session. `signed` is null where the phone has no key (yet)."""

    session: UUID
    nonce: Nonce
    signed: SignedIn | None = None


class FinishIn(EndIn):
    """`site_code`: as typed or scanned from the screen; `passkey`: the browser's answer to the options of the second
    step, as `PublicKeyCredential.toJSON()` writes it; `without_second_step`: go on without one, to a reviewer."""

    site_code: Annotated[str, Field(max_length=200), NoNul] | None = None
    passkey: dict[str, Any] | None = None
    without_second_step: bool = False


class EnrolmentIn(EndIn):
    """`ticket`: as when the session was opened."""

    ticket: Annotated[int, Field(ge=1, le=2**53)] | None = None


class SecondStepOut(Schema):
    """What would satisfy the rules. Finish the same session again with it before `until`: the arrival stays.

    `kinds`: any one of them is enough; `passkey`: options for `navigator.credentials.get`, null when not offered.
    """

    kinds: list[Literal["site_code", "passkey"]]
    reasons: list[Words]
    until: AwareDatetime
    tries_left: int
    passkey: dict[str, Any] | None


class CheckInOut(Schema):
    """`retry`: whether trying again may help. `code` is `second_step` while nothing is decided.

    `outcome` of an accepted check-in: `accept`, `sample` (drawn by lot for a look) or `review` (somebody looks at it).
    """

    accepted: bool
    code: str
    message: str
    stage: Words | None
    recorded_at: AwareDatetime
    receipt_url: str | None
    retry: bool
    outcome: Words | None = None
    second_step: SecondStepOut | None = None


class SiteCodeIn(Strict):
    """A code of a screen, as typed or scanned (digits, or the address in the QR)."""

    code: Annotated[str, Field(max_length=200), NoNul]


class SiteCodeOut(Schema):
    """`state` right: it arrived in time and stays good for five minutes, for this person, once."""

    state: Literal["right", "wrong", "used", "expired", "elsewhere", "limited"]
    message: str
    retry_after_s: int | None


class AlternativeIn(Strict):
    """A check-in without a face. `id` is drawn by the client, a new one for every attempt."""

    id: UUID
    method: Literal["pin_code", "pin_officer"]
    pin: Annotated[str, Field(min_length=1, max_length=20), NoNul]
    site_code: Annotated[str, Field(max_length=200), NoNul] = ""
    position: PositionIn | None = None
    client_time: AwareDatetime | None = None
    device: DeviceIn | None = None


class AlternativeOut(Schema):
    """`result` while `decided`; `until` while an officer is awaited."""

    state: Literal["decided", "waiting"]
    id: UUID
    until: AwareDatetime | None
    result: CheckInOut | None


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


class PersonOut(Schema):
    """What another system learns about a person: no contact data, no face, no birth date beyond the NIP's."""

    nip: str
    name: str
    unit: str
    active: bool


class PunchOut(Schema):
    """`stage` is null for a check-in outside every stage; `recorded_at` is the arrival."""

    stage: str | None
    recorded_at: AwareDatetime


class DayOut(Schema):
    """`counts`: false while the agency prepares, tries or runs in parallel; its check-ins then count for nothing."""

    nip: str
    day: date
    time_zone: str
    counts: bool
    punches: list[PunchOut]


class HealthOut(Schema):
    database: bool
