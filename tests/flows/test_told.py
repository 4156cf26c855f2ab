"""People hear what became of their face: approved, rejected with the reason, destroyed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from hadir.enrolment import services
from hadir.enrolment.models import Enrolment
from hadir.notices.models import Notice
from tests.cast import Cast
from tests.faces import OWN
from tests.flows.actor import Actor
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(office: Cast) -> Enrolment:
    actor = Actor(office.budi)
    actor.acknowledge_notice()
    assert actor.enrol(OWN)["status"] == "pending"
    return Enrolment.objects.get()


def kinds(cast: Cast) -> list[str]:
    return list(Notice.objects.filter(user=cast.budi).order_by("id").values_list("kind", flat=True))


def test_approval_and_destruction_are_told(waiting: Enrolment, office: Cast) -> None:
    services.approve(office.siti, waiting.pk, now=timezone.now())
    services.withdraw(office.siti, waiting.employee_id, reason="pindah", now=timezone.now())
    assert kinds(office) == ["enrolment_approved", "enrolment_withdrawn"]
    assert {notice.link for notice in Notice.objects.filter(user=office.budi)} == {reverse("enrol")}
    services.withdraw(office.siti, waiting.employee_id, reason="lagi", now=timezone.now())
    assert len(kinds(office)) == 2, "nothing was left to destroy"


def test_a_rejection_is_told_with_its_reason_inside_only(waiting: Enrolment, office: Cast) -> None:
    services.reject(office.siti, waiting.pk, reason="Wajah tertutup masker.", now=timezone.now())
    notice = Notice.objects.get(user=office.budi)
    assert notice.facts == {"reason": "Wajah tertutup masker"}
    with time_machine.travel(timezone.now().replace(hour=5) + timedelta(days=1)):  # at noon: nights are quiet
        run_jobs()
    assert "masker" not in "".join(str(message.body) for message in mail.outbox)
    assert [message.to for message in mail.outbox] == [[office.budi.email]]
