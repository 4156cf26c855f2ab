"""Draws how a month's derivation grows with the number of people, from lines of `hadir bench recap --json`.

for n in 1000 5000 20000 50000; do hadir bench recap --employees $n --json; done |
    python -m scripts.recap_curve docs/images/recap-curve.svg
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

LINES = (("rebuild_s", "days derived and stored"), ("report_s", "recap data"), ("export_xlsx_s", "XLSX"))


def draw(measured: list[dict[str, Any]]) -> Figure:
    """Seconds over thousands of people, both in powers, one line a figure."""
    rows = sorted(measured, key=lambda row: row["employees"])
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    axes = figure.add_subplot()
    thousands = [row["employees"] / 1000 for row in rows]
    for name, label in LINES:
        seconds = [row[name] for row in rows]
        axes.plot(thousands, seconds, marker="o", label=label)
    axes.set_xlabel("thousand people, one month")
    axes.set_ylabel("seconds")
    axes.set_xscale("log")
    axes.set_yscale("log")  # growth in proportion is a straight line of slope one on these axes
    axes.set_xticks(thousands, [f"{one:g}" for one in thousands], minor=False)
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _place: f"{value:g}")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return figure


def main() -> None:
    """Read the lines from standard input, write the picture to the path that was given."""
    mpl.rcParams.update({"svg.hashsalt": "hadir", "font.family": "sans-serif"})
    measured = [json.loads(line) for line in sys.stdin if line.startswith("{")]
    draw(measured).savefig(Path(sys.argv[1]), format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
