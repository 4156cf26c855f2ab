"""Whose phone signed a check-in; binding and ending phones."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hadir.devices import rules, statements
from hadir.devices.rules import Attestation, DeviceState
from hadir.devices.statements import Broken, Expected, Signed
from hadir.people.models import Employee

__all__ = ["Attestation", "DeviceState", "Signed", "attest"]


def attest(  # noqa: PLR0913 - what the server knows of the session, each under its name
    employee: Employee,
    signed: Signed | None,
    *,
    session_id: UUID,
    nonce_digest: bytes,
    chain: bytes,
    frames: int,
    now: datetime,
) -> Attestation:
    """Whose phone signed this session. Never an exception for what the phone sent: that is `DeviceState.BROKEN`.

    One statement, and more only when a key is seen for a person for the first time. Call inside the transaction of the
    check-in.
    """
    known = rules.Known()
    if signed is None:
        return rules.unsigned(known)
    try:
        key = statements.read_key(signed.key)
        statements.check_signature(key, signed.statement, signed.signature)
        statement = statements.read(signed.statement)
        statements.check(statement, Expected(session_id, nonce_digest, chain, frames))
    except Broken:
        return rules.broken()
    return rules.judge(key, statement, known, now=now)
