"""Phones of the region: most people have one bound, two ask for another, and one phone serves two people.

Whoever tries the demo signs in as one of the named accounts with a browser of his own, so most of those have none yet.
"""

from __future__ import annotations

from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from hadir.cli.demo import cast
from hadir.cli.demo.region import World
from hadir.devices.models import Alarm, Device, KeySighting, Request
from hadir.devices.rules import AskReason, Basis
from hadir.devices.statements import PublicKey
from hadir.people.models import Employee

_LABELS = ("Chrome · Android", "Chrome · Android", "Samsung Internet · Android", "Firefox · Android", "Safari · iPhone")
_SHARE = 0.8
_ASKING = ((cast.HASAN, AskReason.NEW, "Ponsel lama diganti, nomor tetap"), (cast.MARTA, AskReason.DATA_DELETED, ""))


def bind_phones(world: World) -> None:
    """Rows as the services leave them."""
    chance = world.random("phones")
    owners = [one for one in world.people if one.nip not in world.users and chance.random() < _SHARE]
    owners += [world.employee(nip) for nip, _reason, _words in _ASKING]
    devices = [_device(world, person) for person in owners]
    Device.objects.bulk_create(devices)
    KeySighting.objects.bulk_create(
        KeySighting(key_id=one.key_id, employee=one.employee, seen_at=one.bound_at) for one in devices
    )
    for nip, reason, words in _ASKING:
        _ask(world, nip, reason, words)
    _share_one(world, [one for one in devices if one.employee.nip not in world.users])


def _key(world: World, about: str) -> PublicKey:
    """A key that nobody holds: the same for the same seed."""
    secret = ec.derive_private_key(world.random(f"phone {about}").getrandbits(250) + 1, ec.SECP256R1())
    numbers = secret.public_key().public_numbers()
    return PublicKey(numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big"))


def _device(world: World, person: Employee) -> Device:
    key, chance = _key(world, person.nip), world.random(f"label {person.nip}")
    return Device(
        employee=person,
        key_id=key.thumbprint,
        public_key=key.jwk,
        label=chance.choice(_LABELS),
        basis=Basis.ENROLMENT.value,
        bound_at=world.now - timedelta(days=chance.randint(20, 80), minutes=chance.randint(0, 500)),
        bound_by_label=f"{person.full_name} ({person.nip})"[:200],
    )


def _ask(world: World, nip: str, reason: AskReason, words: str) -> None:
    key = _key(world, f"{nip} new")
    Request.objects.create(
        employee=world.employee(nip),
        key_id=key.thumbprint,
        public_key=key.jwk,
        label="Chrome · Android",
        reason=reason.value,
        explanation=words,
        asked_at=world.now - timedelta(hours=5),
        asked_by=world.users[nip].pk,
    )


def _share_one(world: World, devices: list[Device]) -> None:
    """Somebody of the secretariat came with a colleague's phone."""
    home = {person.pk for person in world.setda.people}
    there = [one for one in devices if one.employee_id in home][:2]
    if len(there) < 2:
        return
    device, guest = there[0], there[1].employee
    at = world.now - timedelta(days=1, hours=2)
    KeySighting.objects.create(key_id=device.key_id, employee=guest, seen_at=at)
    Alarm.objects.create(
        key_id=device.key_id,
        employee=guest,
        other=device.employee,
        employee_label=f"{guest.full_name} ({guest.unit.name})"[:200],
        other_label=f"{device.employee.full_name} ({device.employee.unit.name})"[:200],
        raised_at=at,
    )
