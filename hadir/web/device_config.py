"""What a page needs to know about the phone it runs on (`camera/device-key.js`)."""

from __future__ import annotations

import base64
import hmac
from typing import Any

from django.conf import settings

from hadir.accounts.models import User
from hadir.devices import selectors
from hadir.devices.models import Device


def device_config(user: User) -> dict[str, Any]:
    """For a page on which the person stands before the own camera."""
    return config_of(user, selectors.bound_device(user.employee_id) if user.employee_id is not None else None)


def config_of(user: User, bound: Device | None) -> dict[str, Any]:
    """`owner`: a word for the account that says nothing about it; `bound`: thumbprint of the phone on file or None."""
    return {"owner": _owner(user), "bound": bound.key_id if bound else None}


def _owner(user: User) -> str:
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"device-owner|{user.pk}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:15]).decode()
