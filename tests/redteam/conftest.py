"""An agency that asks for everything, and people with faces and phones of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from hadir.accounts.models import User
from hadir.attendance.models import Punch
from hadir.attendance.presence.models import Assessment
from hadir.places import services as places
from tests.cast import SYSTEM, Cast
from tests.devices.phones import SoftPhone, bind
from tests.faces import OTHER, OWN, PERSON_B
from tests.flows.conftest import enrolled, office  # noqa: F401 - a fixture
from tests.flows.test_check_in import at
from tests.flows.test_second_step import ask_for, code_for
from tests.redteam.attacks import ATTACKS, FACE
from tests.redteam.scene import DAY, MORNING, OFFICE, Caller, Ending

LIVE, OTHER_LIVE = OWN, OTHER
ANOTHER_PHOTO = PERSON_B[0]  # of the owner, as the net has them


@dataclass
class Scene:
    """Budi is the owner, Rahma the accomplice; both have a face and a phone on file. It is Monday morning."""

    cast: Cast
    budi: Caller
    phone: SoftPhone
    clock: Any
    _rahma: tuple[Caller, SoftPhone] | None = None
    _controls: int = 0
    _stopped: list[str] = field(default_factory=list)

    @property
    def rahma(self) -> Caller:
        return self._accomplice()[0]

    @property
    def her_phone(self) -> SoftPhone:
        return self._accomplice()[1]

    def _accomplice(self) -> tuple[Caller, SoftPhone]:
        if self._rahma is None:
            self._rahma = _on_file(self.cast.rahma, self.cast.siti, OTHER_LIVE)
        return self._rahma

    def code(self, officer: User | None = None) -> str:
        """What the screen in the lobby shows now."""
        place = self.cast.setda_office if officer is None else self.cast.dinkes_office
        return code_for(officer or self.cast.siti, place.pk)

    def honest(self, ending: Ending) -> None:
        """The control: nobody is stopped who has and does everything."""
        self._controls += 1
        assert ending.kind == "accepted", ending

    def stopped(self, name: str, ending: Ending) -> None:
        """The attack ended where its line in the register says."""
        attack = ATTACKS[name]
        assert ending.kind in attack.ends, (name, ending)
        assert set(attack.by) & set(ending.why), (name, ending)
        by_face = bool(set(ending.why) & FACE)
        if attack.face == "no":
            assert not by_face, (name, ending)
        elif attack.face == "yes":
            assert by_face or ending.why == ("session_incomplete",), (name, ending)
        self._stopped.append(name)

    def settle(self) -> None:
        """Nothing was accepted beside the controls, whatever the answers said."""
        assert self._stopped or self._controls
        counted = Assessment.objects.filter(outcome__in=["accept", "sample"]).count()
        unweighed = Punch.objects.filter(accepted=True, assessment__isnull=True, work_day__gte=DAY).count()
        assert (counted, unweighed) == (self._controls, 0)


def _on_file(user: User, approver: User, face: str) -> tuple[Caller, SoftPhone]:
    enrolled(user, approver, face)
    phone = SoftPhone()
    bind(user, phone)
    return Caller(user), phone


@pytest.fixture
def scene(office: Cast) -> Iterator[Scene]:  # noqa: F811
    """Phone and place are required, the code of the screen is what is offered when something is missing."""
    yield from _scene(office, device="required", place="required", offers_code=True)


@pytest.fixture
def scene_with_code(office: Cast) -> Iterator[Scene]:  # noqa: F811
    """The code is required of everybody as well."""
    yield from _scene(office, device="required", place="required", code="required")


@pytest.fixture
def lax_scene(office: Cast) -> Iterator[Scene]:  # noqa: F811
    """An agency without any policy."""
    yield from _scene(office)


def _scene(cast: Cast, **asked: Any) -> Iterator[Scene]:
    if asked:
        ask_for(cast, sample=0, doubt_sample=0, **asked)
    places.found_areas(SYSTEM, work_place_id=cast.setda_office.pk, areas=[OFFICE], legal_basis="BA 1/2025", now=MORNING)
    budi, phone = _on_file(cast.budi, cast.siti, LIVE)
    with at(MORNING, budi) as clock:
        made = Scene(cast, budi, phone, clock)
        yield made
        made.settle()
