"""Another person of the HR agency: whoever proposes a rule does not confirm it."""

from __future__ import annotations

from hadir.accounts.models import User
from hadir.accounts.roles import Role
from tests.cast import SYSTEM, Cast, grant


def colleague(_cast: Cast) -> User:
    """Wati's colleague at the HR agency, the same account each time."""
    user, made = User.objects.get_or_create(username="lina", defaults={"display_name": "Lina Contoh"})
    if made:
        grant(SYSTEM, user, Role.HR_AGENCY)
    return user
