"""Stand-alone HTML reports: one file, no script, nothing fetched, readable on paper, in the dark and by ear.

Every chart is followed by the table of its figures; the chart's `figcaption` says in words what to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from hadir.faceengine.evaluation import averaged, charts, pad
from hadir.faceengine.evaluation.scores import Scores
from hadir.faceengine.evaluation.study import Failure, Presentation, Recognition
from hadir.faceengine.evaluation.verification import REPLICATES, Interval, OperatingPoint, Verification

_SHOWN_FAILURES = 50

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


def recognition_report(study: Recognition, context: Context) -> str:
    """A whole HTML page."""
    parts = [
        _facts(context, _counts(study)),
        "<h2>One image against one</h2>",
        f"<p>{_SINGLE_PROTOCOL}</p>",
        _points_table("Error rates, one image against one", study.single),
        "<h2>Templates of 5 images against probes of 3</h2>",
        f"<p>{escape(_protocol_averaged())}</p>",
        _points_table("Error rates, averaged", study.averaged),
        "<h2>Detection error trade-off</h2>",
        _figure(
            charts.det_chart((study.single_scores, study.single), (study.averaged_scores, study.averaged)),
            "False non-match rate against false match rate, both on logarithmic scales. Lower and further left is "
            "better. Dots are the operating points of the tables above.",
        ),
        "<h2>Scores</h2>",
        _score_figure("one image against one", "single", study.single_scores, study.single),
        _score_figure("averaged", "averaged", study.averaged_scores, study.averaged),
        _accuracy(study),
        _failures("Images without an embedding", study.failures),
        f"<h2>How intervals were made</h2><p>{escape(_INTERVALS)}</p>",
    ]
    return _page("Face recognition: verification figures", "ISO/IEC 19795-1:2021", parts)


def presentation_report(study: Presentation, context: Context) -> str:
    """A whole HTML page."""
    result = study.result
    real = sum(frame.label == pad.REAL for frame in study.frames)
    counts = [
        ("Frames", f"{len(study.frames)} ({real} bona fide, {len(study.frames) - real} attack)"),
        ("People", str(len({frame.subject for frame in study.frames}))),
        ("Frames without a score", str(len(study.failures))),
        ("Threshold", f"{result.threshold:.4f}; a frame scoring at or above it counts as bona fide"),
        ("AUC", f"{_number(result.auc)} {_interval(result.auc_ci, share=False)}"),
        ("EER", _share(result.eer)),
    ]
    rows = [("bona fide (BPCER)", result.bpcer)] + [(f"{name} (APCER)", rate) for name, rate in result.apcer.items()]
    table = _table(
        "Error rates at the threshold",
        ("Species", "Rate", "95 % interval", "Errors", "Frames", "People", "No answer"),
        [
            (name, _share(r.rate), _interval(r.ci), str(r.errors), str(r.frames), str(r.subjects), str(r.non_responses))
            for name, r in rows
        ],
    )
    parts = [
        _facts(context, counts),
        "<h2>Errors by species</h2>",
        table,
        f"<p>{escape(_PAD_PROTOCOL)}</p>",
        "<h2>Scores</h2>",
        _figure(
            charts.pad_score_chart(study.frames, result.threshold),
            "Share of frames by score, one outline for bona fide frames and one for each species. The dotted line is "
            "the threshold: attacks to its right got through, bona fide frames to its left were refused.",
        ),
        _spread_table(study),
        "<h2>Trade-off</h2>",
        _figure(
            charts.pad_det_chart(study.frames),
            "BPCER against APCER over all thresholds, one line a species. Nearer to the lower left corner is better.",
        ),
        _failures("Frames without a score", study.failures),
    ]
    return _page("Presentation attack detection figures", "ISO/IEC 30107-3:2023", parts)


_SINGLE_PROTOCOL = (
    "Every pair of images is compared once, each embedded with all care (as at enrolment). The threshold for a target "
    "is the smallest score at which the share of impostor comparisons at or above it does not exceed the target."
)
_INTERVALS = (
    f"95 % percentile intervals of a bootstrap over people ({REPLICATES} draws): people are drawn with replacement and "
    "each brings all their comparisons, while the threshold stays fixed. Where no error was seen the upper end is the "
    "rule of 3 over people (3 divided by the number of people), which is cautious; 3 divided by the number of "
    "comparisons is given beside it and is too hopeful, because images of one person are not independent."
)
_PAD_PROTOCOL = (
    "APCER is given for each species alone and ACER is not given, as the standard asks. Frames without a score are "
    "counted apart. Intervals are Wilson score intervals over frames; frames of one session look alike, so the true "
    "uncertainty is larger. The interval of AUC is a bootstrap over people."
)


def _protocol_averaged() -> str:
    return (
        f"People with at least {averaged.TEMPLATE_IMAGES + averaged.PROBE_IMAGES} usable images give a template, the "
        f"mean of {averaged.TEMPLATE_IMAGES}, and a probe for every {averaged.PROBE_IMAGES} further images. People "
        f"with fewer give probes only, which serve as impostors. Templates are embedded as at enrolment, probes as the "
        f"frames of a check-in. No image is on both sides. {averaged.SPLITS} seeded shuffles are pooled: they "
        "multiply comparisons, not people."
    )


def _counts(study: Recognition) -> list[tuple[str, str]]:
    share = len(study.failures) / study.n_images
    unfit = ", ".join(f"{reason} {count}" for reason, count in sorted(study.unfit.items())) or "none"
    return [
        ("People", str(study.n_subjects)),
        ("Images", str(study.n_images)),
        ("Failure to acquire", f"{len(study.failures)} images ({_share(share)})"),
        ("Failure to enrol", f"{study.n_subjects_failed} people without any usable image"),
        ("Measured, but below the limits of a check-in", unfit),
    ]


def _accuracy(study: Recognition) -> str:
    found = study.accuracy
    if found is None:
        return ""
    return (
        f"<h2>Accuracy on the list of pairs</h2><p>{found.mean:.4f} ± {found.standard_error:.4f} (mean and standard "
        f"error of {found.folds} folds, {found.n_pairs} pairs; for each fold the threshold that is best on the "
        "others). A pair of which an image gave no embedding counts as not matched.</p>"
    )


def _points_table(caption: str, figures: Verification) -> str:
    head = ("Target FMR", "Threshold", "FNMR", "95 % interval", "False rejects", "Observed FMR", "95 % interval")
    table = _table(caption, head, [_point_row(point) for point in figures.points])
    notes = [
        f"{figures.n_genuine:,} genuine comparisons of {figures.n_subjects_genuine:,} people and "
        f"{figures.n_impostor:,} impostor comparisons; equal error rate {_share(figures.eer)}."
    ]
    zero = next((point.rule_of_3 for point in figures.points if point.rule_of_3 is not None), None)
    if zero is not None:
        notes.append(f"No false rejects in {figures.n_genuine:,} comparisons: rule of 3 by comparisons {_share(zero)}.")
    unresolved = [point.target for point in figures.points if point.threshold is not None and not point.resolved]
    if unresolved:
        notes.append(
            f"Too few impostor comparisons to resolve {', '.join(unresolved)}: the threshold there is just above the "
            "highest impostor score seen."
        )
    return table + "".join(f'<p class="note">{escape(note)}</p>' for note in notes)


def _point_row(point: OperatingPoint) -> tuple[str, ...]:
    return (
        point.target,
        _number(point.threshold),
        _share(point.fnmr),
        _interval(point.fnmr_ci),
        f"{point.false_rejects:,}",
        "-" if point.fmr is None else f"{point.fmr:.2e}",
        "-" if point.fmr_ci is None else f"{point.fmr_ci[0]:.1e} to {point.fmr_ci[1]:.1e}",
    )


def _score_figure(label: str, name: str, scores: Scores, figures: Verification) -> str:
    if not scores.n_genuine or not scores.n_impostor:
        return f'<p class="note">Not enough images for a histogram of scores ({escape(label)}).</p>'
    caption = (
        f"Share of comparisons by score, {label}. Impostor comparisons should lie left of the dotted threshold lines, "
        "genuine ones right of them."
    )
    return _figure(charts.score_chart(scores, figures, name), caption)


def _spread_table(study: Presentation) -> str:
    rows = [
        ("bona fide" if label == pad.REAL else label, *(f"{value:.4f}" for value in _quartiles(scores)))
        for label, scores in pad.scores_by_label(study.frames).items()
    ]
    return _table("Spread of scores", ("Species", "Lowest", "Quarter", "Median", "Three quarters", "Highest"), rows)


def _quartiles(scores: pad.Doubles) -> list[float]:
    ranked = sorted(float(score) for score in scores)
    return [ranked[round(share * (len(ranked) - 1))] for share in (0.0, 0.25, 0.5, 0.75, 1.0)]


def _failures(title: str, failures: Sequence[Failure]) -> str:
    if not failures:
        return f"<h2>{escape(title)}</h2><p>None.</p>"
    rows = [(failure.name, failure.reason) for failure in failures[:_SHOWN_FAILURES]]
    rest = len(failures) - len(rows)
    more = f'<p class="note">And {rest} more.</p>' if rest else ""
    return f"<h2>{escape(title)}</h2>" + _table("Files and reasons", ("File", "Reason"), rows) + more


def _facts(context: Context, counts: Sequence[tuple[str, str]]) -> str:
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


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    title = escape(caption)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}"><table><caption>{title}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _figure(svg: str, caption: str) -> str:
    text = escape(caption)
    return f'<figure><div role="img" aria-label="{text}">{svg}</div><figcaption>{text}</figcaption></figure>'


def _page(title: str, standard: str, parts: Sequence[str]) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<p>Reported after {escape(standard)}. The figures hold for this material and this engine version only.</p>"
        + "\n".join(parts)
        + "</main></body></html>\n"
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.2f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _interval(interval: Interval | None, *, share: bool = True) -> str:
    if interval is None:
        return "-"
    low, high = interval
    return f"{100 * low:.2f} to {100 * high:.2f} %" if share else f"({low:.4f} to {high:.4f})"
