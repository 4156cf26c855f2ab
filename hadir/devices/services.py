"""Whose phone signed a check-in. Binding and ending phones is `binding`'s and `requests`'."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hadir.devices import alarms, rules, selectors, statements
from hadir.devices.binding import bind_first, trust_first_use
from hadir.devices.rules import Attestation, DeviceState
from hadir.devices.statements import Broken, Expected, Signed
from hadir.people.models import Employee

__all__ = ["Attestation", "DeviceState", "Signed", "attest", "bind_first", "trust_first_use"]


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

    One statement; more only when a key is used by a person for the first time, or is shared. Call inside the
    transaction of the check-in.
    """
    if signed is None:
        return rules.unsigned(selectors.known(employee.pk, ""))
    try:
        key = statements.read_key(signed.key)
        statements.check_signature(key, signed.statement, signed.signature)
        statement = statements.read(signed.statement)
        statements.check(statement, Expected(session_id, nonce_digest, chain, frames))
    except Broken:
        return rules.broken()
    known = selectors.known(employee.pk, key.thumbprint)
    if not known.was_seen:
        alarms.note_use(employee.pk, key.thumbprint, now=now)
        known = selectors.known(employee.pk, key.thumbprint)  # whoever came at the same moment has been waited for
    if known.others:
        alarms.raise_for(employee, key.thumbprint, known.others, session_id=session_id, now=now)
    return rules.judge(key, statement, known)
