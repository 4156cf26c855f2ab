"""The cast with the clocks, policies and registers that an installation begins with."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hadir.privacy import seeding
from hadir.privacy.models import ClockRule, ProcessingActivity, RetentionPolicy
from tests.cast import Cast


@pytest.fixture
def office(cast: Cast) -> Cast:
    """Tests with real transactions empty the tables that the migration filled; fill them again."""
    seeding.fill(
        ClockRule.objects, RetentionPolicy.objects, ProcessingActivity.objects, now=timezone.now()
    )  # fmt: skip
    seeding.add_leave(RetentionPolicy.objects, ProcessingActivity.objects, now=timezone.now())
    seeding.add_devices(RetentionPolicy.objects, ProcessingActivity.objects, now=timezone.now())
    return cast
