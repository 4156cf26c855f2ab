"""Capture sessions, check-ins and enrolments over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Router, Status
from ninja.params import Path

from hadir.accounts.models import User
from hadir.api.authentication import LoggedIn, logged_in_id
from hadir.api.schemas import (
    CheckInOut,
    EndIn,
    EnrolmentIn,
    EnrolmentOut,
    ErrorOut,
    FinishIn,
    FrameOut,
    SecondStepOut,
    SessionIn,
    SessionOut,
    Words,
)
from hadir.attendance import services as attendance
from hadir.attendance.findings import told_to_person
from hadir.attendance.models import Punch
from hadir.attendance.presence.rules import Outcome
from hadir.attendance.presence.texts import OUTCOMES, SECOND_STEP
from hadir.attendance.rules import DecisionCode
from hadir.attendance.texts import DECISIONS
from hadir.capture import services as capture
from hadir.capture.script import Prompt
from hadir.capture.services import Answer, Opened
from hadir.capture.texts import FAILURES, HINTS, PROMPTS, PROOFS
from hadir.capture.verdict import ProofCode
from hadir.devices.statements import Signed
from hadir.enrolment import services as enrolment
from hadir.faceengine.types import Reason
from hadir.lib.errors import InvalidInput
from hadir.rollout import enrolment_days
from hadir.schedules import selectors as schedules

router = Router(tags=["capture"])

_INTERVAL_MS = 200  # about four frames a second with the answer's own time
_MAX_WIDTH = 360  # 360 x 480 from a phone: 15-20 kB, and a face at arm's length is twice as large as its nets need
_JPEG_QUALITY = 0.8

_ERRORS: Any = {401: ErrorOut, 403: ErrorOut, 404: ErrorOut, 409: ErrorOut, 410: ErrorOut, 422: ErrorOut, 503: ErrorOut}


@router.post("/capture-sessions", response={201: SessionOut, **_ERRORS})
def open_session(request: HttpRequest, payload: SessionIn) -> Status[SessionOut]:
    """Note the arrival and get a single-use nonce and the first prompt. The NIP comes from the log-in."""
    facts: dict[str, object] = payload.model_dump(mode="json", exclude={"purpose", "ticket"}, exclude_none=True)
    facts["user_agent"] = request.headers.get("User-Agent", "")[:300]
    facts["address"] = request.META.get("REMOTE_ADDR", "")  # the client's (accounts.middleware.behind_proxies)
    user, now = _user(request), timezone.now()
    if payload.purpose == "checkin":
        opened = attendance.begin_check_in(user, facts=facts, now=now)
    elif payload.ticket is None:
        opened = enrolment.begin_capture(user, facts=facts, now=now)
    else:
        opened = enrolment_days.begin(user, ticket_id=payload.ticket, facts=facts, now=now)
    return Status(201, _session_out(opened))


@router.post("/capture-sessions/{session}/frames", auth=LoggedIn(), response={200: FrameOut, **_ERRORS})
def add_frame(
    request: HttpRequest,
    session: Path[UUID],
    x_hadir_nonce: Annotated[str, Header(max_length=100)],
    x_hadir_seq: Annotated[int, Header(ge=1, le=1_000_000)],
    x_hadir_time: Annotated[int | None, Header(ge=0, le=2**31 - 1)] = None,
    x_hadir_light: Annotated[str, Header(max_length=10, pattern=r"^[a-z]*$")] = "",
) -> FrameOut:
    """One JPEG as the request's body. Send the next one after the answer; a retry with the same bytes is harmless."""
    if int(request.headers.get("Content-Length") or 0) > settings.CONFIG.frame_max_bytes:
        raise InvalidInput("frame_too_large", HINTS[Reason.TOO_LARGE])
    frame = capture.Frame.of(x_hadir_seq, request.body, now=timezone.now(), client_ms=x_hadir_time, light=x_hadir_light)
    return _frame_out(capture.add_frame(session, frame, nonce=x_hadir_nonce, opened_by=logged_in_id(request)))


@router.post("/capture-sessions/{session}/another", auth=LoggedIn(), response={200: FrameOut, **_ERRORS})
def ask_for_another(
    request: HttpRequest, session: Path[UUID], x_hadir_nonce: Annotated[str, Header(max_length=100)]
) -> FrameOut:
    """Another movement in place of the one that is asked for now, for people who cannot do it."""
    return _frame_out(
        capture.ask_for_another(session, nonce=x_hadir_nonce, opened_by=logged_in_id(request), now=timezone.now())
    )


@router.post("/checkins", response={201: CheckInOut, 200: CheckInOut, **_ERRORS})
def check_in(request: HttpRequest, payload: FinishIn) -> Status[CheckInOut]:
    """Decide about a completed session. The same session again gives the same answer."""
    done = attendance.check_in(
        _user(request), payload.session, nonce=payload.nonce, shown=_shown(payload), now=timezone.now()
    )
    if isinstance(done, attendance.OneMore):
        return Status(200, second_step_out(done))
    return Status(201 if done.created else 200, check_in_out(done.punch, done.outcome))


def _signed(payload: EndIn) -> Signed | None:
    signed = payload.signed
    return Signed.of(signed.key, signed.statement, signed.signature) if signed else None


def _shown(payload: FinishIn) -> attendance.Shown:
    return attendance.Shown(
        signed=_signed(payload),
        site_code=(payload.site_code or "").strip(),
        passkey=payload.passkey,
        without=payload.without_second_step,
    )


@router.post("/enrolments", response={201: EnrolmentOut, **_ERRORS})
def enrol(request: HttpRequest, payload: EnrolmentIn) -> Status[EnrolmentOut]:
    """Hand a completed capture to the approver."""
    user, now, next_url = _user(request), timezone.now(), reverse("enrol")
    message: Any = _("Wajah Anda sudah direkam. Operator OPD akan memeriksanya.")
    if payload.ticket is None:
        done = enrolment.submit(user, payload.session, nonce=payload.nonce, now=now, signed=_signed(payload))
    else:
        done = enrolment_days.submit(
            user, ticket_id=payload.ticket, session_id=payload.session, nonce=payload.nonce, now=now
        )
        message = _("Wajah sudah direkam. Petugas lain akan memeriksanya; panggil nomor berikutnya.")
        next_url = reverse("enrolment_desk", args=[payload.ticket])
    if done.enrolment is None:
        message = FAILURES.get(done.code) or DECISIONS.get(DecisionCode(done.code)) or PROOFS[ProofCode(done.code)]
    return Status(
        201,
        EnrolmentOut(
            status="pending" if done.enrolment else "refused",
            code=done.code,
            message=str(message),
            next_url=next_url,
        ),
    )


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # the API's authentication lets nobody else in
    return user


def _session_out(opened: Opened) -> SessionOut:
    return SessionOut(
        session=opened.session.pk,
        nonce=opened.nonce,
        expires_in_s=settings.CONFIG.session_seconds,
        interval_ms=_INTERVAL_MS,
        max_width=_MAX_WIDTH,
        jpeg_quality=_JPEG_QUALITY,
        prompt=_prompt(opened.prompt),
        progress=0.0,
        light=opened.light or None,
    )


def _frame_out(answer: Answer) -> FrameOut:
    hint = None
    if answer.failure:
        hint = Words(code=answer.failure, text=str(FAILURES[answer.failure]))
    elif answer.hint:
        hint = Words(code=answer.hint, text=str(HINTS[answer.hint]))
    return FrameOut(
        seq=answer.seq,
        state=answer.state,
        hint=hint,
        prompt=_prompt(answer.prompt),
        progress=answer.progress,
        wait_ms=answer.wait_ms,
        light=answer.light or None,
    )


def _prompt(prompt: Prompt) -> Words:
    return Words(code=prompt.value, text=str(PROMPTS[prompt]))


def check_in_out(punch: Punch, outcome: Outcome) -> CheckInOut:
    """The verdict as the API tells it."""
    code = DecisionCode(punch.code)
    stage = Words(code=punch.stage, text=schedules.stage_name(punch.stage)) if punch.stage else None
    return CheckInOut(
        accepted=punch.accepted,
        code=code.value,
        message=str(DECISIONS[code]),
        stage=stage,
        recorded_at=punch.recorded_at,
        receipt_url=reverse("receipt", args=[punch.pk]) if punch.accepted else None,
        retry=not punch.accepted,
        outcome=Words(code=outcome.value, text=str(OUTCOMES[outcome])) if punch.accepted else None,
    )


def second_step_out(asked: attendance.OneMore) -> CheckInOut:
    """One step more, with why and what would do. Facts of a finding stay here: whoever forges learns no distances."""
    judgement = asked.judgement
    return CheckInOut(
        accepted=False,
        code=judgement.outcome.value,
        message=asked.said or str(SECOND_STEP),
        stage=None,
        recorded_at=asked.noted_at,
        receipt_url=None,
        retry=False,
        second_step=SecondStepOut(
            kinds=[step.value for step in judgement.satisfied_by],
            reasons=[Words(code=one.code, text=told_to_person(one.code)) for one in judgement.reasons],
            until=asked.until,
            tries_left=asked.tries_left,
            passkey=asked.options,
        ),
    )
