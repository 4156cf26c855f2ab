"""Sets the stage of a browser run: `python -m tests.browser.stage NAME…` on the site's fresh database.

The cast of `tests.cast`, stages that are open all day long (a test must not depend on the hour), and for each NAME an
employee of the Sekretariat whose face is recorded and approved. Prints what the tests need to know as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from hadir.cli.django_commands import set_up

if TYPE_CHECKING:
    from hadir.accounts.models import User
    from hadir.people.models import Employee
    from tests.cast import Cast


def main(names: list[str]) -> dict[str, object]:
    set_up()  # before anything that has models is imported
    from hadir.attendance.models import Punch
    from hadir.bench.troupe import check_in
    from tests.browser import stage_month
    from tests.cast import make_cast
    from tests.faces import OWN, reel

    cast = make_cast()
    _open_all_day(cast)
    people = {user.display_name.split()[0]: user for user in _signed_in(cast)}
    for number, name in enumerate(names):
        people[name] = _recorded(cast, name, number)
    waiting = _hire(cast, "Wening", 900)
    case_id = _waiting_case(waiting)
    code, _frames = check_in(people[names[0]], reel(OWN))
    assert code == "accepted", code
    punch = Punch.objects.get().pk
    month = stage_month.prepare(cast, people[names[0]])
    newcomer, invited = _register(cast, "Anisa", 901), _register(cast, "Utari", 902)
    return {
        "people": {name: {"login": user.username, "employee": user.employee_id} for name, user in people.items()},
        "newcomer": {"login": newcomer.nip, "employee": newcomer.pk},
        "waiting": {"employee": waiting.employee_id, "case": case_id},
        "invitation": f"/undangan/{_invite(invited)}/",
        "receipt": f"/bukti/{punch}/",
        "month": month,
        "units": {"setda": cast.setda.pk, "dinkes": cast.dinkes.pk},
    }


def _signed_in(cast: Cast) -> list[User]:
    return [cast.siti, cast.rahma, cast.budi, cast.joko, cast.dedi, cast.made, cast.wati, cast.agus, cast.dewi]


def _open_all_day(cast: Cast) -> None:
    from hadir.cli.founding import found_region
    from tests import hours

    found_region(name="Kabupaten Contoh", code="KAB")
    for unit in (cast.setda, cast.dinkes):
        hours.open_always(unit)


def _register(cast: Cast, name: str, serial: int) -> Employee:
    from tests.cast import employ, make_nip

    return employ(f"{name} Contoh", make_nip("19920202", "201603", 1, serial), cast.bagian_umum, cast.setda_office)


def _invite(person: Employee) -> str:
    from django.utils import timezone

    from hadir.accounts import invitations
    from tests.cast import SYSTEM, bare

    return invitations.invite_employee(SYSTEM, employee_id=person.pk, link=bare, now=timezone.now()).link


def _hire(cast: Cast, name: str, serial: int) -> User:
    from tests.cast import join

    return join(_register(cast, name, serial))


def _recorded(cast: Cast, name: str, number: int) -> User:
    from hadir.bench.troupe import enrol
    from tests.faces import OWN, reel

    user = _hire(cast, name, 100 + number)
    status, _frames = enrol(user, cast.rahma, reel(OWN))
    assert status == "approved", status
    return user


def _waiting_case(user: User) -> int:
    """A face that waits for a decision."""
    from hadir.bench.troupe import record
    from tests.faces import OWN, reel

    done, _frames = record(user, reel(OWN))
    assert done.enrolment is not None, done.code
    return done.enrolment.pk


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))  # noqa: T201 - the answer to whoever started this
