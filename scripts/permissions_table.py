"""Writes docs/permissions.md from the table of rights: `python -m scripts.permissions_table`."""

from __future__ import annotations

import os
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
INTRODUCTION = """# Who may do what

Made from `hadir/accounts/roles.py` by `python -m scripts.permissions_table`; a test fails when they differ.
What has no mark is forbidden, and so is everything that is not in the table.

* An employee's rights cover the own record only and follow from the link between account and active employee.
* An OPD operator's rights cover the granted unit and every unit below it, on the days of the grant.
* The platform operator (Kominfo) acts in the whole region, but has nothing to do with faces and attendance.
* Rights without any mark belong to nobody who signs in: only to the command line on the server.
* Nobody grants a role to himself, and nobody is platform operator and OPD operator at the same time.
"""


def render() -> str:
    """The document as it must be."""
    from hadir.accounts.roles import ROLES_WITH, Role  # noqa: PLC0415 - needs Django set up first

    head = "| right | " + " | ".join(role.value for role in Role) + " |"
    rule = "|---|" + ":-:|" * len(Role)
    rows = [
        f"| `{right.value}` | " + " | ".join("x" if role in holders else "" for role in Role) + " |"
        for right, holders in ROLES_WITH.items()
    ]
    return "\n".join([INTRODUCTION, head, rule, *rows]) + "\n"


if __name__ == "__main__":
    import django

    os.environ.setdefault("HADIR_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hadir.settings")
    django.setup()
    DOCUMENT.write_text(render(), encoding="utf-8")
