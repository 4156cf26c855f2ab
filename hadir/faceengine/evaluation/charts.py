"""Inline SVG charts for the report. Colours are CSS variables, so that the page's light, dark and print looks apply."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hadir.faceengine.evaluation.pad import REAL, PadFrame, roc, scores_by_label
from hadir.faceengine.evaluation.scores import Scores
from hadir.faceengine.evaluation.verification import DetCurve, Verification, det_curve, histogram

# Stand-ins drawn by matplotlib and then replaced by CSS variables, which it cannot write itself.
TEXT, GRID = "#010203", "#010204"
SERIES = ("#010211", "#010212", "#010213", "#010214", "#010215", "#010216")
_VARIABLES = {TEXT: "var(--text)", GRID: "var(--grid)"} | {
    colour: f"var(--series-{number})" for number, colour in enumerate(SERIES, start=1)
}
_LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))  # told apart without colour too


def det_chart(single: tuple[Scores, Verification], averaged: tuple[Scores, Verification]) -> str:
    """FNMR against FMR for both protocols, operating points marked."""

    def draw(axes: Axes) -> None:
        for number, (label, (scores, figures)) in enumerate((("single", single), ("averaged", averaged))):
            if not scores.n_genuine or not scores.n_impostor:
                continue
            curve = det_curve(scores)
            _det_line(axes, curve, label, number)
            marked = [(p.fmr, p.fnmr) for p in figures.points if p.fmr and p.fnmr]
            axes.plot(*zip(*marked, strict=True) if marked else ([], []), "o", color=SERIES[number])
        lowest = [0.5 / max(scores.n_genuine, 1) for scores, _ in (single, averaged)]
        rarest = [0.5 / max(scores.n_impostor, 1) for scores, _ in (single, averaged)]
        axes.set(xscale="log", yscale="log", xlim=(min(rarest), 1.0), ylim=(min(lowest), 1.0))
        axes.set(xlabel="false match rate", ylabel="false non-match rate")
        if axes.lines:
            axes.legend(labelcolor=TEXT, frameon=False)

    return svg(draw, "det")


def _det_line(axes: Axes, curve: DetCurve, label: str, number: int) -> None:
    shown = (curve.fmr > 0) & (curve.fnmr > 0)
    label = label if shown.any() else f"{label}: no false non-match at any drawn rate"
    axes.plot(curve.fmr[shown], curve.fnmr[shown], label=label, color=SERIES[number], linestyle=_LINES[number])


def score_chart(scores: Scores, figures: Verification, name: str) -> str:
    """Share of genuine and impostor comparisons per score, thresholds as vertical lines."""

    def draw(axes: Axes) -> None:
        edges, genuine, impostor = histogram(scores)
        for number, (label, counts) in enumerate((("impostor", impostor), ("genuine", genuine))):
            share = counts / max(int(counts.sum()), 1)
            axes.stairs(share, edges, label=label, color=SERIES[number], linestyle=_LINES[number], linewidth=1.6)
        _mark(axes, [(point.threshold, point.target) for point in figures.points if point.threshold is not None])
        axes.set(xlabel="similarity (cosine)", ylabel="share of comparisons", xlim=(-0.4, 1.0))
        axes.legend(labelcolor=TEXT, frameon=False, loc="upper left")

    return svg(draw, f"scores-{name}")


def pad_score_chart(frames: tuple[PadFrame, ...], threshold: float) -> str:
    """Share of frames per score, one outline a species."""

    def draw(axes: Axes) -> None:
        for number, (label, scores) in enumerate(scores_by_label(frames).items()):
            index = number % len(SERIES)
            axes.hist(
                scores,
                bins=40,
                range=(0.0, 1.0),
                weights=[1.0 / len(scores)] * len(scores),
                histtype="step",
                label="bona fide" if label == REAL else label,
                color=SERIES[index],
                linestyle=_LINES[index],
                linewidth=1.6,
            )
        _mark(axes, [(threshold, "threshold")])
        axes.set(xlabel="bona fide score", ylabel="share of frames")
        axes.legend(labelcolor=TEXT, frameon=False, loc="upper center")

    return svg(draw, "pad-scores")


def pad_det_chart(frames: tuple[PadFrame, ...]) -> str:
    """BPCER against APCER over all thresholds, one line a species."""

    def draw(axes: Axes) -> None:
        species = [label for label in scores_by_label(frames) if label != REAL]
        for number, label in enumerate(species):
            index = number % len(SERIES)
            _, apcer, bpcer = roc([frame for frame in frames if frame.label in {REAL, label}])
            axes.plot(apcer, bpcer, label=label, color=SERIES[index], linestyle=_LINES[index], drawstyle="steps-post")
        axes.set(xlabel="APCER", ylabel="BPCER", xlim=(-0.02, 1.0), ylim=(-0.02, 1.0))
        axes.legend(labelcolor=TEXT, frameon=False)

    return svg(draw, "pad-det")


def _mark(axes: Axes, places: list[tuple[float, str]]) -> None:
    for place, label in places:
        axes.axvline(place, color=TEXT, linewidth=0.8, linestyle=":")
        axes.annotate(
            label, (place, 0.98), xycoords=("data", "axes fraction"), rotation=90, va="top", ha="right", color=TEXT,
            fontsize=8,
        )  # fmt: skip


def svg(draw: Callable[[Axes], None], name: str, *, height: float = 3.8) -> str:
    """An <svg> element without outside references; ids carry `name` so that charts on one page do not clash.

    `height`: inches."""
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "font.family": "sans-serif"}):
        figure = Figure(figsize=(6.4, height), layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        axes.grid(color=GRID, linewidth=0.5)
        axes.tick_params(which="both", colors=TEXT)
        axes.xaxis.label.set_color(TEXT)
        axes.yaxis.label.set_color(TEXT)
        for spine in axes.spines.values():
            spine.set_color(TEXT)
        buffer = io.StringIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    for stand_in, variable in _VARIABLES.items():
        text = text.replace(stand_in, variable)
    text = re.sub(r'(id="|#)(?=[A-Za-z])(?!010)', rf"\g<1>{name}-", text)
    return re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*"', r'<svg aria-hidden="true" \1', text, count=1).strip()
