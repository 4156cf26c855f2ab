"""`hadir settings`: every setting with its default and meaning, read off the model itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer
from pydantic_core import PydanticUndefined
from rich.console import Console
from rich.table import Table

from hadir.config import Config, is_secret, variable_of
from hadir.lib.language import _

HEADER = """\
# Settings

Hadir reads its settings from the environment only. A secret can also come from a file:
`HADIR_SECRET_KEY_FILE=/run/secrets/x` instead of `HADIR_SECRET_KEY=…`; setting both is an error, and so is a file that
cannot be read. Lists are written with commas. An empty variable counts as not set.

`HADIR_MODE=production` is the default: what is missing there is an error that names every missing variable.
`make run` sets `HADIR_MODE=demo`, which invents the missing secrets once and keeps them in `var/keys` (mode 0600).
For production, `hadir keys new FOLDER` writes one fresh file for each secret; keep a copy of `template_keys` where the
database's backup is not.

This page is written by `hadir settings --markdown > docs/settings.md`; a test compares it with the code.

| Variable | Default | Secret | Meaning |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    variable: str
    default: str
    secret: bool
    meaning: str


def settings() -> tuple[Setting, ...]:
    """All settings in the order of the model."""
    return tuple(
        Setting(variable_of(name), _default(field.default), is_secret(field), field.description or "")
        for name, field in Config.model_fields.items()
    )


def _default(value: object) -> str:
    """Defaults that depend on the machine are told in the meaning instead."""
    return "" if value in (None, "", (), PydanticUndefined) else str(value)


def document() -> str:
    """`docs/settings.md`."""
    rows = (
        f"| `{row.variable}` | {f'`{row.default}`' if row.default else ''} | "
        f"{'yes, `_FILE` too' if row.secret else ''} | {row.meaning} |\n"
        for row in settings()
    )
    return HEADER + "".join(rows)


def show(
    markdown: Annotated[bool, typer.Option("--markdown", help=_("Sebagai dokumen docs/settings.md."))] = False,
) -> None:
    """A table for the terminal, or the document."""
    if markdown:
        typer.echo(document(), nl=False)
        return
    table = Table()
    for heading in (_("nama"), _("bawaan"), _("rahasia"), _("arti")):
        table.add_column(heading, overflow="fold")
    for row in settings():
        table.add_row(row.variable, row.default, _("ya") if row.secret else "", row.meaning)
    Console().print(table)
