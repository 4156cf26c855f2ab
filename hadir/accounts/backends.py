"""Who a session belongs to, with the person and the work place that nearly every request asks for next."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from hadir.accounts.models import User
from hadir.people.models import Employee, WorkPlace
from hadir.people.written_sql import WrittenQuery, relate

_ACCOUNT = WrittenQuery(
    "accounts_user AS account LEFT JOIN people_employee AS employee ON employee.id = account.employee_id "
    "LEFT JOIN people_workplace AS place ON place.id = employee.work_place_id "
    "WHERE account.id = %s AND account.is_active",
    account=User,
    employee=Employee,
    place=WorkPlace,
)


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's backend (NIP or mail address); loads account, employee and work place in one statement."""

    def get_user(self, user_id: int) -> User | None:
        found = _ACCOUNT.first(user_id)
        if found is None:
            return None
        account, employee, place = found
        relate(account, employee=employee)
        if employee is not None:
            relate(employee, work_place=place)
        return account  # type: ignore[no-any-return]  # the first part is the account
