"""The stand-alone HTML report about whole sessions: what became of live people and of each kind of attack."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from matplotlib.axes import Axes

from hadir.faceengine.evaluation import charts, page
from hadir.faceengine.evaluation.page import Context
from hadir.faceengine.evaluation.sessions import Evaluation, Share, Species

Counts = Callable[[Species], Mapping[str, int]]

_HATCHES = ("", "//", "..", "xx")
_SHOWN_SESSIONS = 100


def session_report(found: Evaluation, context: Context) -> str:
    """A whole HTML page."""
    kinds = [*([found.bona_fide] if found.bona_fide else []), *found.attacks]
    parts = [
        page.facts(context, _counts(found)),
        "<h2>Live or not</h2>",
        page.figure(
            outcome_chart(kinds),
            "Share of sessions of each kind by what became of them. Of attacks, the last part should be empty; of "
            "bona fide people it should be everything.",
        ),
        _errors_table(found),
        f"<p>{escape(_PROTOCOL)}</p>",
        page.figure(
            error_chart(kinds),
            "APCER of each species and BPCER, with 95 % intervals, among the sessions that got through the script.",
        ),
        "<h2>As the person</h2>",
        _whole_table(found),
        f"<p>{escape(_WHOLE)}</p>",
        "<h2>What stopped them</h2>",
        _stops_table(kinds, "Sessions by what refused them first", lambda one: one.stopped_by),
        _stops_table(kinds, "Sessions by what spoke against them, refused or not", lambda one: one.findings),
        "<h2>Each signal alone</h2>",
        _separation_table(found),
        _missed(found),
    ]
    return page.whole("Whole sessions: attack detection figures", "ISO/IEC 30107-3:2023", parts)


_PROTOCOL = (
    "Every session was played to the engine, the script and the verdict of a check-in. Sessions that never got through "
    "the script gave no answer (APNRR, BPNRR) and are in neither error rate. APCER is given for each species alone; "
    "ACER is not given, as the standard asks. Held up: taken for a living head, but with doubts that ask for a second "
    "step or a reviewer. Intervals are 95 % Wilson score intervals over sessions; where no error was seen, the rule of "
    "three (3 divided by the number of sessions) stands beside them."
)
_WHOLE = (
    "The whole system of engine, script, verdict and comparison with the person's reference photos; phone, place and "
    "code of a real check-in are not part of it. Only sessions of people with references count, those without an "
    "answer too. RIAPAR is the sum of IAPAR and FRR: an attack that is stopped by refusing everybody is stopped at a "
    "price. Its interval joins those of both shares."
)


def outcome_chart(kinds: Sequence[Species]) -> str:
    """One bar a species: no answer, refused, held up, taken for a living head."""

    def draw(axes: Axes) -> None:
        left = [0.0] * len(kinds)
        for number, (label, counts) in enumerate(_outcomes(kinds).items()):
            shares = [count / max(one.sessions, 1) for count, one in zip(counts, kinds, strict=True)]
            axes.barh(
                range(len(kinds)), shares, left=left, label=label, color=charts.SERIES[number],
                hatch=_HATCHES[number], edgecolor=charts.TEXT, linewidth=0.4,
            )  # fmt: skip
            left = [before + share for before, share in zip(left, shares, strict=True)]
        _name_bars(axes, kinds)
        axes.set(xlabel="share of sessions", xlim=(0.0, 1.0))
        axes.legend(labelcolor=charts.TEXT, frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.4, 1.0))

    return charts.svg(draw, "outcomes", height=1.4 + 0.34 * len(kinds))


def error_chart(kinds: Sequence[Species]) -> str:
    """Rate and interval of each species."""

    def draw(axes: Axes) -> None:
        for row, one in enumerate(kinds):
            rate, ci = one.errors.rate, one.errors.ci
            if rate is not None and ci is not None:
                axes.plot(ci, (row, row), color=charts.SERIES[0], linewidth=2)
                axes.plot([rate], [row], "o", color=charts.SERIES[1])
        _name_bars(axes, kinds)
        axes.set(xlabel="error rate (attacks: APCER, bona fide: BPCER)", xlim=(-0.02, 1.02))

    return charts.svg(draw, "errors", height=1.2 + 0.3 * len(kinds))


def _outcomes(kinds: Sequence[Species]) -> dict[str, list[int]]:
    """Counts that add up to the sessions of each kind."""
    proved = [one.held_up.of for one in kinds]
    return {
        "no answer": [one.no_answer.count for one in kinds],
        "refused": [one.errors.of - all_of for one, all_of in zip(kinds, proved, strict=True)],
        "held up": [one.held_up.count for one in kinds],
        "taken for a living head": [one.held_up.of - one.held_up.count for one in kinds],
    }


def _name_bars(axes: Axes, kinds: Sequence[Species]) -> None:
    axes.set_yticks(range(len(kinds)), [_words(one.name) for one in kinds])
    axes.invert_yaxis()


def _counts(found: Evaluation) -> list[tuple[str, str]]:
    live = found.bona_fide.sessions if found.bona_fide else 0
    return [
        ("Sessions", f"{len(found.judged)} ({live} bona fide, {len(found.judged) - live} attack)"),
        ("People", str(len({one.person for one in found.judged}))),
        ("Species", str(len(found.attacks))),
    ]


def _errors_table(found: Evaluation) -> str:
    head = (
        "Kind", "Sessions", "People", "No answer", "Answered", "Errors", "Rate", "95 % interval", "Rule of 3",
        "Held up",
    )  # fmt: skip
    rows = [_errors_row(found.bona_fide, "BPCER")] if found.bona_fide else []
    rows += [_errors_row(one, "APCER") for one in found.attacks]
    return page.table("Error rates of the verdict", head, rows)


def _errors_row(one: Species, rate: str) -> tuple[str, ...]:
    return (
        f"{_words(one.name)} ({rate})",
        str(one.sessions),
        str(one.people),
        f"{one.no_answer.count} ({page.share(one.no_answer.rate)})",
        str(one.errors.of),
        str(one.errors.count),
        page.share(one.errors.rate),
        page.interval(one.errors.ci),
        page.share(one.errors.rule_of_3),
        str(one.held_up.count),
    )


def _whole_table(found: Evaluation) -> str:
    frr = found.frr
    if frr is None:
        return "<p>No bona fide session names reference photos, so nobody could be recognised.</p>"
    rows = [("bona fide (FRR)", *_share_cells(frr), "-", "-")]
    rows += [
        (
            f"{_words(one.name)} (IAPAR)",
            *_share_cells(one.accepted),
            page.share(one.riapar),
            page.interval(one.riapar_ci),
        )
        for one in found.attacks
    ]
    head = ("Kind", "Sessions", "Count", "Rate", "95 % interval", "RIAPAR", "95 % interval")
    return page.table("Accepted as the person", head, rows)


def _share_cells(share: Share) -> tuple[str, ...]:
    return str(share.of), str(share.count), page.share(share.rate), page.interval(share.ci)


def _stops_table(kinds: Sequence[Species], caption: str, counts: Counts) -> str:
    rows = [(_words(one.name), ", ".join(_most_first(counts(one)))) for one in kinds if counts(one)]
    return page.table(caption, ("Kind", "Reasons and sessions"), rows) if rows else f"<p>{escape(caption)}: none.</p>"


def _most_first(counts: Mapping[str, int]) -> list[str]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [f"{_words(reason)} {count}" for reason, count in ranked]


def _separation_table(found: Evaluation) -> str:
    if not found.separation:
        return "<p>No signal gave a number.</p>"
    measured = {name for values in found.separation.values() for name in values}
    species = [one.name for one in found.attacks if one.name in measured]
    rows = [
        (_words(measure), *(page.number(values.get(name)) for name in species))
        for measure, values in found.separation.items()
    ]
    note = (
        '<p class="note">Chance that a bona fide session measures more than an attack of this species (area under the '
        "curve), among sessions in which the signal gave a number. 0.5 tells nothing; 0 tells as much as 1.</p>"
    )
    return page.table("Area under the curve", ("Signal", *(_words(name) for name in species)), rows) + note


def _missed(found: Evaluation) -> str:
    """Names of the sessions that went wrong, to look at."""
    live = found.bona_fide.name if found.bona_fide else ""
    wrong = [one for one in found.judged if one.proved != (one.species == live)]
    wrong = [one for one in wrong if one.proved or one.species == live]
    rows = [(one.name, _words(one.species), _words(one.stopped_by) or "nothing") for one in wrong[:_SHOWN_SESSIONS]]
    if not rows:
        return "<h2>Sessions that went wrong</h2><p>None.</p>"
    more = f'<p class="note">And {len(wrong) - len(rows)} more.</p>' if len(wrong) > len(rows) else ""
    table = page.table("Attacks not refused, bona fide people not proved", ("Session", "Kind", "Stopped by"), rows)
    return f"<h2>Sessions that went wrong</h2>{table}{more}"


def _words(name: str) -> str:
    return name.replace("_", " ")
