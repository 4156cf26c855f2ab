"""Who a session belongs to, with the person and the work place that nearly every request asks for next."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from hadir.accounts.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's backend (NIP or mail address); loads account, employee and work place in one statement."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.select_related("employee__work_place").filter(pk=user_id, is_active=True).first()
