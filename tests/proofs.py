"""What a person does before a door opens: the password once more."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD


def prove(client: Client, target: str = "/") -> Any:
    """Type the password again and come back to `target`."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": target})
