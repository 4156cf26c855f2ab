"""Writes docs/permissions.md from the table of rights: `python -m scripts.permissions_table`."""
# ruff: noqa: E501 - rows of tables and lines of the document

from __future__ import annotations

import os
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
INTRODUCTION = """# Who may do what

Made from `hadir/accounts/roles.py` by `python -m scripts.permissions_table`; a test fails when they differ.
What has no mark is forbidden, and so is everything that is not in the table. Every cell is tried out by
`tests/accounts/test_role_table.py`, inside and outside its units and days; which page that opens for whom stands in
`tests/web/access_matrix.csv`, which is compared with the running site.

* An employee's rights cover the own record only and follow from the link between account and active employee.
* `superior` and `opd_head` follow from heading a unit, or an agency, on that day (Plt and Plh included); `opd_head` may be
  granted too. They cover the unit and everything below it. While a role that is kept apart is held, they give nothing.
* Rights of `opd_operator`, `opd_head` and `examiner` cover the granted unit and every unit below it, on the days of the grant.
* `hr_agency`, `platform_operator`, `appointing_authority` and `dpo` act in the whole region; an auditor there or in one unit.
* Rights without any mark belong to nobody who signs in: only to the command line on the server.
* Examiner and appointing authority have no rights yet beyond their own record.

## Separation of duties

| Rule | Code of the refusal | Way out |
|---|---|---|
| The platform operator (Kominfo), an auditor and the data protection officer hold no other role on the same days | `roles_conflict` | another person |
| Nobody gives, confirms or ends the own role | `not_for_oneself` | another officer |
| A role that sees evidence, decides on faces or confirms roles is proposed by one and confirmed by another | `second_person_needed` | a second HR officer, the head of the agency, or `hadir role grant` |
| Nobody gives or confirms a role of whoever the own role comes from | `grant_circle` | another officer |
| Nobody decides on the own face | `second_person_needed` | another operator, the head |
| Who handed out a link into an account in the last 30 days does not approve that face | `link_holder` | another operator, the head |
| Nobody opens the account of somebody who holds a role or heads an agency | `not_permitted` | `hadir operator` on the server |
| Who makes an API token does not confirm it | `second_person_needed` | another officer, the data protection officer |
| Oversight roles and platform operators are named on the server only | `not_permitted` | `hadir operator --role`, `hadir role grant` |

## Rights that must be opened

These are held but closed: they open for ten minutes after typing the password (or TOTP, passkey) again and a reason, in that
browser only. Every opening is logged, told to the person and listed for auditors. Without it: `elevation_needed`.

ELEVATED

## The table
"""


def render() -> str:
    """The document as it must be."""
    from hadir.accounts.roles import RIGHTS_NEEDING_ELEVATION, ROLES_WITH, Role  # noqa: PLC0415 - needs Django first

    head = "| right | " + " | ".join(role.value for role in Role) + " |"
    rule = "|---|" + ":-:|" * len(Role)
    rows = [
        f"| `{right.value}` | " + " | ".join("x" if role in holders else "" for role in Role) + " |"
        for right, holders in ROLES_WITH.items()
    ]
    elevated = "\n".join(f"* `{right.value}`" for right in sorted(RIGHTS_NEEDING_ELEVATION))
    return "\n".join([INTRODUCTION.replace("ELEVATED", elevated), head, rule, *rows]) + "\n"


if __name__ == "__main__":
    import django

    os.environ.setdefault("HADIR_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hadir.settings")
    django.setup()
    DOCUMENT.write_text(render(), encoding="utf-8")
