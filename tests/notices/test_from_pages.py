"""A web process, which sees only the rows of whoever is signed in, can still tell somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.notices import selectors
from hadir.notices.models import Notice
from tests.cast import Cast
from tests.jobs import run_jobs


@pytest.mark.django_db
def test_an_operator_tells_an_employee(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    assert cast.budi.employee is not None
    siti = browser_of(cast.siti)
    answer = siti.post(reverse("employee_restore", args=[cast.budi.employee.pk]))
    assert answer.status_code in {200, 302}
    assert [notice.kind for notice in Notice.objects.filter(user=cast.budi)] == ["link_issued"]
    assert "notices.dispatch" in run_jobs()
    assert "Tautan masuk" not in siti.get(reverse("notices")).content.decode()
    cast.budi.refresh_from_db()  # the old sign-ins died with the old password
    assert "Tautan masuk" in browser_of(cast.budi).get(reverse("notices")).content.decode()
    assert selectors.unread_count(cast.siti.pk) == 0
