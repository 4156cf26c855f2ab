"""The own PIN: set by oneself, hashed, resting after a few wrong tries."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts.models import User
from hadir.attendance.alternative import rules, texts
from hadir.attendance.models import PersonalPin
from hadir.audit import services as audit
from hadir.enrolment.services import own_employee
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput
from hadir.people.models import Employee
from hadir.people.saving import lock


def has_pin(employee_id: int) -> bool:
    """Whether the person has ever set a PIN."""
    return PersonalPin.objects.filter(employee_id=employee_id).exists()


@transaction.atomic
def set_pin(user: User, *, pin: str, now: datetime) -> None:
    """Set or replace the own PIN; the edge has asked for the password just before. Ends a lock-out too.

    Raises `InvalidInput` (pin_not_six_digits, pin_too_easy).
    """
    employee = own_employee(user, Right.CHECK_IN)
    if not rules.is_pin(pin):
        sentence = _("PIN terdiri dari enam angka.")
        raise InvalidInput("pin_not_six_digits", sentence, fields={"pin": sentence})
    if rules.is_easy(pin, employee.nip):
        sentence = _("PIN ini mudah ditebak. Jangan memakai angka berulang, angka berurutan, atau tanggal lahir.")
        raise InvalidInput("pin_too_easy", sentence, fields={"pin": sentence})
    PersonalPin.objects.update_or_create(
        employee=employee,
        defaults={"hashed": make_password(pin), "set_at": now, "failures": 0, "locks": 0, "locked_until": None},
    )
    audit.record(
        "attendance.pin_set",
        actor=user.actor,
        subject=f"employee:{employee.pk}",
        detail={},
        unit_id=employee.unit_id,
        right=Right.CHECK_IN,
    )


def ready(employee: Employee, *, now: datetime) -> PersonalPin:
    """The person's PIN, fit to be tried. Raises `Conflict` (pin_missing, pin_locked with the minutes to wait)."""
    pin = PersonalPin.objects.filter(employee=employee).first()
    if pin is None:
        raise Conflict("pin_missing", texts.NO_PIN)
    if pin.locked_until is not None and now < pin.locked_until:
        seconds = int((pin.locked_until - now).total_seconds()) + 1
        minutes = -(-seconds // 60)
        raise Conflict(
            "pin_locked",
            _("Terlalu banyak percobaan salah. Coba lagi dalam {minutes} menit, atau buat PIN baru.").format(
                minutes=minutes
            ),
            retry_after_s=seconds,
        )
    return pin


def is_right(pin: PersonalPin, typed: str) -> bool:
    """Whether this is the PIN. Slow on purpose (a password hash)."""
    digits = rules.digits_of(typed)
    return rules.is_pin(digits) and check_password(digits, pin.hashed)


def note_try(pin: PersonalPin, *, good: bool, now: datetime) -> None:
    """Count a failure, or forget the earlier ones. Call inside the transaction that holds the person's row."""
    if good:
        if pin.failures or pin.locks or pin.locked_until:
            PersonalPin.objects.filter(pk=pin.pk).update(failures=0, locks=0, locked_until=None)
        return
    failures = pin.failures + 1
    rest = rules.lock_after(failures, pin.locks)
    changes: dict[str, object] = {"failures": failures}
    if rest is not None:
        changes = {"failures": 0, "locks": pin.locks + 1, "locked_until": now + rest}
    PersonalPin.objects.filter(pk=pin.pk).update(**changes)


@transaction.atomic
def forget(employee: Employee) -> None:
    """Remove somebody's PIN, when the person has left or asks for it. Call from a service that has asked the right."""
    lock(employee)
    PersonalPin.objects.filter(employee=employee).delete()
