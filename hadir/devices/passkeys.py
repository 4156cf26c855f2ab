"""A fresh passkey's answer over a challenge that only this session can have: the stronger second step (ADR 0047)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hadir.accounts.models import User
from hadir.devices.rules import PasskeyState, SessionFacts
from hadir.lib.findings import Finding, Weight


def challenge(user: User, session: SessionFacts) -> dict[str, Any] | None:
    """Options for `navigator.credentials.get` (JSON); None when the account has no passkey."""
    del user, session
    return None


def verify(user: User, session: SessionFacts, response: Mapping[str, Any]) -> PasskeyState:
    """What the browser's answer proves. Never an exception for what was sent."""
    del user, session, response
    return PasskeyState(ok=False, backed_up=False, findings=(Finding("devices.passkey_broken", Weight.GRAVE),))
