"""The register of attacks: what each attacker has, what has to stop it, and where it has to end.

Tests compare endings with it, docs/red-team.md is written from it: `python -m tests.redteam.attacks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "red-team.md"
_BEGIN, _END = "<!-- attacks -->\n", "<!-- end -->"

REVIEW, STEP, REFUSED, REJECTED = "review", "second step", "refused", "rejected"
FACE = frozenset({"flat_picture", "presentation_suspected", "person_changed", "not_matched"})


@dataclass(frozen=True, slots=True)
class Attack:
    """`has`: what the attacker has and does. `layer`: what stops it. `ends`: the only endings allowed, with `by`: codes
    of which at least one is given. `face`: whether the face signals alone stop it, empty when no face is shown or the
    question says nothing."""

    has: str
    layer: str
    ends: tuple[str, ...]
    by: tuple[str, ...]
    face: Literal["yes", "no", "partly", ""] = ""


def _own(has: str, *by: str) -> Attack:
    """A presentation with everything else in order: only the face can stop it."""
    return Attack(has, "face", (REFUSED, REJECTED), by, "yes")


def _fed(has: str) -> Attack:
    """A presentation fed in on a phone of the attacker's own."""
    return Attack(
        has, "face, else phone", (REFUSED, REJECTED, REVIEW), (*sorted(FACE), "session_incomplete", "devices.other"),
        "partly",
    )  # fmt: skip


ATTACKS: dict[str, Attack] = {
    # --- injection
    "virtual_camera": Attack(
        "Password, moving head of the owner, OBS as camera, own laptop, in a real browser",
        "phone", (REVIEW, STEP), ("devices.unsigned_though_bound", "devices.other"), "no",
    ),
    "canvas_hook": Attack(
        "Password, page's camera replaced by a script with the moving head, camera named like a phone's, in a real "
        "browser without the owner's key",
        "phone", (REVIEW, STEP), ("devices.unsigned_though_bound", "devices.other"), "no",
    ),
    "injected_head": Attack(
        "Password, program in place of the page, moving head, faked position in the office, key of its own",
        "phone", (REVIEW,), ("devices.other",), "no",
    ),
    "injected_head_with_code": Attack(
        "The same, and somebody at the office who reads the screen's right code",
        "phone", (REVIEW,), ("devices.other",), "no",
    ),
    "injected_head_at_home": Attack(
        "The same on the owner's own phone, with a position somewhere else",
        "place", (STEP,), ("places.outside",), "no",
    ),
    "injected_head_without_code": Attack(
        "The owner's own phone, moving head, faked position without any fault; the code is required and not at hand",
        "code", (STEP,), ("presence.code_missing",), "no",
    ),
    # --- replay
    "replayed_film": Attack(
        "All frames of an honest session, sent again in their order",
        "frame memory", (REFUSED,), ("frame_replayed",), "no",
    ),
    "reencoded_film": Attack(
        "The head of an honest session, same seat and light, following the prompts, with new noise, compressed anew",
        "face memory", (REFUSED, REVIEW), ("frame_replayed", "capture.near_duplicate", "person_changed"),
    ),
    "replayed_requests": Attack(
        "Every request of a finished check-in once more: frames, signature, end",
        "protocol", (REJECTED,), ("session_finished",),
    ),
    "replayed_signature": Attack(
        "A signature of the owner's phone over an earlier session, at the end of a new one",
        "phone", (REVIEW,), ("devices.broken",), "no",
    ),
    # --- the order of frames
    "reordered_frames": Attack(
        "A live head's frames in another order", "protocol", (REJECTED,), ("session_incomplete",),
    ),
    "dropped_frames": Attack(
        "Numbers left out, so that only the good frames count", "protocol", (REJECTED,), ("session_incomplete",),
    ),
    "repeated_frames": Attack(
        "One good frame again and again under new numbers", "protocol", (REJECTED,), ("session_incomplete",),
    ),
    "guessed_script": Attack(
        "A film that runs through all movements without reading the prompts",
        "script", (REJECTED, REVIEW), ("session_incomplete", "capture.strays"), "no",
    ),
    "too_fast": Attack(
        "A program that has moved before a person could have read", "script", (REVIEW,), ("capture.too_fast",), "no",
    ),
    # --- sessions
    "frames_into_anothers_session": Attack(
        "Somebody else's session number and nonce, frames sent under the own log-in",
        "protocol", (REJECTED,), ("session_unknown",),
    ),
    "finish_by_another": Attack(
        "A session opened and performed by one person, ended under another's log-in",
        "protocol", (REJECTED,), ("session_unknown",),
    ),
    "two_sessions": Attack(
        "Two sessions of one person side by side, the first one finished last",
        "protocol", (REFUSED,), ("superseded",),
    ),
    # --- phones
    "accomplices_phone": Attack(
        "The owner's live face, the phone that is bound to the accomplice",
        "phone", (REVIEW,), ("devices.shared",),
    ),
    "one_phone_for_two": Attack(
        "One unknown phone that signs for two people one after the other",
        "phone", (REVIEW,), ("devices.shared",),
    ),
    "fresh_key": Attack("A key made a moment ago", "phone", (REVIEW,), ("devices.other",)),
    "no_signature": Attack("The signature left out", "phone", (REVIEW,), ("devices.unsigned_though_bound",)),
    "waiting_phone": Attack(
        "The password, with which another phone was asked for a minute ago; nobody has decided yet",
        "phone", (REVIEW,), ("devices.waiting",),
    ),
    "phone_by_recording": Attack(
        "The password of somebody without a phone; records any face anew, so that this phone becomes the owner's",
        "phone", (STEP,), ("devices.none_bound",), "no",
    ),
    "new_passkey": Attack(
        "The password, with which a passkey was registered a minute ago; it answers in place of the phone",
        "phone", (REVIEW,), ("devices.other", "devices.passkey_new"),
    ),
    "broken_signature": Attack(
        "The owner's public key under other bytes' signature", "phone", (REVIEW,), ("devices.broken",),
    ),
    "altered_position": Attack("A position put in after signing", "phone", (REVIEW,), ("devices.broken",)),
    "altered_chain": Attack("Other frames put in after signing", "phone", (REVIEW,), ("devices.broken",)),
    "altered_time": Attack("Times put in after signing", "phone", (REVIEW,), ("devices.broken",)),
    # --- place
    "tampered_position": Attack(
        "A proxy that changes the position in the clear, beside the one that the phone signed",
        "phone", (REVIEW,), ("presence.position_changed",),
    ),
    "forged_address": Attack(
        "No position, and a header that claims the office's network", "place", (STEP,), ("places.no_position",),
    ),
    "round_coordinates": Attack(
        "The owner's phone at home, a position typed in from a map",
        "place", (STEP,), ("patterns.round",),
    ),
    "shared_coordinates": Attack(
        "The owner's phone at home, the fake position that colleagues use as well",
        "history", (REVIEW,), ("patterns.same_spot_people",),
    ),
    "impossible_travel": Attack(
        "The owner's phone, 60 km away ten minutes ago, now a faked position in the office",
        "history", (REVIEW,), ("patterns.travel",),
    ),
    # --- codes
    "expired_code": Attack("A photo of the screen, a minute old", "code", (STEP,), ("places.code_expired",)),
    "used_code": Attack("The code of the own last check-in", "code", (STEP,), ("places.code_used",)),
    "code_of_another_place": Attack("A right code of another office", "code", (STEP,), ("places.code_elsewhere",)),
    "guessed_codes": Attack("Code after code", "code", (REVIEW,), ("places.code_wrong",)),
    "guessing_goes_on": Attack(
        "More guesses in new sessions, the right one at last", "code", (STEP,), ("places.code_limited",),
    ),
    "relayed_code": Attack(
        "The owner at home, live, own phone; a colleague passes the code on",
        "place", (REVIEW,), ("presence.code_far",),
    ),
    # --- recording faces
    "foreign_enrolment": Attack(
        "The password; records the accomplice's face under the owner's account and checks in with it at once",
        "identity", (REFUSED,), ("not_matched",), "yes",
    ),
    "first_face_is_foreign": Attack(
        "The same under an account without a face: nobody has vouched yet", "protocol", (REJECTED,), ("not_enrolled",),
    ),
    "another_person": Attack(
        "The owner's phone, place and code, and the accomplice's own living face",
        "identity", (REFUSED,), ("not_matched",), "yes",
    ),
    # --- the edge
    "template_in_the_request": Attack(
        "JSON with vectors, templates, verdicts, NaN; too long, other types", "protocol", (REJECTED,),
        ("invalid_input", "session_incomplete"),
    ),
    "pictures_with_a_second_meaning": Attack(
        "JPEGs glued to archives, scripts and vectors, other formats under the type of JPEG",
        "protocol", (REJECTED,), ("session_incomplete",),
    ),
    "way_without_a_face": Attack(
        "The way without a face, without a permission for it",
        "protocol", (REJECTED,), ("non_biometric_not_permitted",),
    ),
    # --- presentations, one person each
    "print_flat": _own("Owner's phone at the office; a print, turned by hand", "flat_picture", "session_incomplete",
                       "presentation_suspected"),
    "print_bent": _own("The same, rolled", "flat_picture", "session_incomplete", "presentation_suspected"),
    "print_cut_eyes": _own("The same with holes for living eyes", "flat_picture", "session_incomplete",
                           "presentation_suspected"),
    "spliced_people": _own("Owner's phone at the office; the owner's film cut to another person", "person_changed",
                           "session_incomplete"),
    "mesh_warp": _fed("Own phone at the office; one photo animated in the plane, fed in"),
    "face_swap": _fed("Own phone at the office; the owner's face laid over somebody who performs, fed in"),
    "screen_replay": _fed("Own phone at the office; a film that follows the prompts, on a tablet"),
    "print_set": _fed("Own phone at the office; prints of photos from every side"),
    "spliced_session": _fed("Own phone at the office; two sessions of the owner cut together"),
}  # fmt: skip


def table() -> str:
    """For the page."""
    lines = [
        "| attack | what the attacker has and does | stopped by | ends | face signals alone stop it |",
        "|---|---|---|---|---|",
    ]
    for name, one in ATTACKS.items():
        by = ", ".join(f"`{code}`" for code in one.by)
        ends = " or ".join(one.ends)
        lines.append(f"| {name.replace('_', ' ')} | {one.has} | {one.layer} | {ends}: {by} | {one.face or '-'} |")
    return "\n".join(lines) + "\n"


def on_page() -> str:
    """The table as it stands on the page."""
    return PAGE.read_text(encoding="utf-8").partition(_BEGIN)[2].partition(_END)[0]


def write() -> None:
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    PAGE.write_text(before + _BEGIN + table() + _END + after, encoding="utf-8")


if __name__ == "__main__":
    write()
