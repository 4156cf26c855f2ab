"""`hadir doctor`: look at everything Hadir needs and say what is wrong and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console

from hadir.cli import checkup_database, checkup_engine, checkup_jobs, checkups
from hadir.cli.checkups import Check, Finding, Level
from hadir.config import load
from hadir.lib.errors import HadirError
from hadir.lib.language import _

CHECKS: tuple[Check, ...] = (
    checkups.python,
    checkups.disk,
    checkups.memory,
    checkups.var_folder,
    checkups.settings,
    checkups.keys,
    checkups.runtime_folder,
    checkups.weight_files,
    checkups.engine,
    checkup_database.database,
    checkup_database.migrations,
    checkup_jobs.jobs,
    checkup_engine.engine_change,
    checkup_database.web_log_in,
    checkups.port,
    checkups.proxies,
    checkups.clock,
    checkups.node,
)
_STYLE = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help=_("Keluaran JSON."))] = False) -> None:
    """One line a finding; exit status 1 when something must be mended before Hadir can serve."""
    findings: list[Finding] = []
    for finding in _examine():
        findings.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        typer.echo(
            json.dumps(
                [{"name": f.name, "level": f.level.value, "found": f.found, "remedy": f.remedy} for f in findings],
                indent=2,
                ensure_ascii=False,
            )
        )
    if any(finding.level is Level.FAIL for finding in findings):
        raise typer.Exit(1)


def _examine() -> Iterator[Finding]:
    """Findings as they come. Settings that cannot be read leave nothing else to look at."""
    try:
        config = load()
    except HadirError as error:
        yield Finding("settings", Level.FAIL, error.code, str(error.message))
        return
    for check in CHECKS:
        yield check(config)


def _print(finding: Finding) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"{finding.level.value:<5}", style=_STYLE[finding.level], end="")
    console.print(f"{finding.name:<11}{finding.found}")
    if finding.remedy:
        console.print(f"{'':<16}→ {finding.remedy}", style="dim" if finding.level is Level.OK else "")
