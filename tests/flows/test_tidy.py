"""What has outlived its purpose is destroyed without anybody asking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hadir.capture import services
from hadir.capture.models import CaptureFrame, CaptureSession
from tests.faces import OWN
from tests.flows.actor import Actor

pytestmark = pytest.mark.django_db


def test_an_abandoned_session_loses_what_it_measured(budi: Actor) -> None:
    session = budi.open()
    budi.follow(session, OWN)
    kept = CaptureFrame.objects.filter(session__pk=session.id, sealed__isnull=False)
    assert kept.exists()
    services.wipe_expired(now=timezone.now())
    assert kept.exists(), "a session that may still be finished is left alone"
    assert services.wipe_expired(now=timezone.now() + timedelta(minutes=10)) == 1
    assert not kept.exists()


def test_where_the_phone_was_is_forgotten_with_the_evidence(budi: Actor) -> None:
    session = budi.open(position={"latitude": -2.6, "longitude": 111.2, "accuracy": 5})
    row = CaptureSession.objects.get(pk=session.id)
    assert row.facts["position"]["latitude"] == -2.6
    services.wipe_expired(now=timezone.now() + timedelta(days=89))
    row.refresh_from_db()
    assert row.facts
    services.wipe_expired(now=timezone.now() + timedelta(days=91))
    row.refresh_from_db()
    assert row.facts == {}
