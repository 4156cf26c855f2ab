"""Parts of stand-alone HTML reports: one file, no script, nothing fetched, readable on paper, in the dark and by ear.

Every chart is followed by the table of its figures; the chart's `figcaption` says in words what to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from hadir.faceengine.evaluation.verification import Interval

_STYLE = """
:root { color-scheme: light dark; --text: #1b1b1f; --soft: #55555f; --page: #ffffff; --grid: #d5d5dc;
  --series-1: #0b62a8; --series-2: #b3420a; --series-3: #1d7a3d; --series-4: #8a3ea8; --series-5: #8a6a00;
  --series-6: #b01657; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #ececf1; --soft: #b4b4c0; --page: #16161a;
  --grid: #3a3a44; --series-1: #6db7f2; --series-2: #f5a06b; --series-3: #74cf92; --series-4: #d3a0ea;
  --series-5: #e0c25a; --series-6: #f58ab5; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
  max-width: 46rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; } figcaption, .note { color: var(--soft); }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; } svg text { fill: var(--text); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { border-bottom: 1px solid var(--grid); padding: 0.3rem 0.6rem; text-align: right; vertical-align: top; }
th:first-child, td:first-child { text-align: left; } code { overflow-wrap: anywhere; }
@media print { body { max-width: none; } figure, table { break-inside: avoid; } }
"""


@dataclass(frozen=True, slots=True)
class Context:
    """How the figures came about. `machine`: processor and cores; `command`: as typed."""

    engine: str
    date: str
    command: str
    machine: str
    material: str


def whole(title: str, standard: str, parts: Sequence[str]) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<p>Reported after {escape(standard)}. The figures hold for this material and this engine version only.</p>"
        + "\n".join(parts)
        + "</main></body></html>\n"
    )


def facts(context: Context, counts: Sequence[tuple[str, str]]) -> str:
    rows = [
        ("Engine", context.engine),
        ("Date", context.date),
        ("Machine", context.machine),
        ("Material", context.material),
        *counts,
    ]
    cells = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return (
        f"<table><caption>What was measured</caption><tbody>{cells}</tbody></table>"
        f"<p>Command: <code>{escape(context.command)}</code></p>"
    )


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    title = escape(caption)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}"><table><caption>{title}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def figure(svg: str, caption: str) -> str:
    text = escape(caption)
    return f'<figure><div role="img" aria-label="{text}">{svg}</div><figcaption>{text}</figcaption></figure>'


def share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.2f} %"


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def interval(interval: Interval | None, *, share: bool = True) -> str:
    if interval is None:
        return "-"
    low, high = interval
    return f"{100 * low:.2f} to {100 * high:.2f} %" if share else f"({low:.4f} to {high:.4f})"
