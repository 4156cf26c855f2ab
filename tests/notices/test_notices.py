"""What people are told: in the application at once, outside of it after the commit, once, and in their language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pydantic import SecretStr
from pytest_django import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.accounts.services import set_language
from hadir.lib.errors import InvalidInput, NotFound
from hadir.notices import delivering, selectors, services
from hadir.notices.models import Delivery, Notice, State
from hadir.notices.rules import Channel, Group, Kind
from hadir.notices.services import Choices
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.notices.gateway import TOKEN, Gateway, running_gateway

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 3, 3, 5, 0, tzinfo=UTC)  # in Jakarta
EVENING = datetime(2025, 3, 3, 14, 0, tzinfo=UTC)  # 21.00
NO_QUIET = Choices()
SEND_MAIL = "django.core.mail.backends.locmem.EmailBackend.send_messages"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def tell(*people: User, kind: Kind = Kind.ENROLMENT_APPROVED, **facts: str | int) -> None:
    with transaction.atomic():
        services.send(kind, user_ids=[one.pk for one in people], facts=facts, link="/wajah/")


def only() -> Delivery:
    return Delivery.objects.get()


def test_a_notice_is_in_the_application_at_once_and_in_the_mail_after_the_jobs(cast: Cast) -> None:
    tell(cast.budi)
    assert selectors.unread_count(cast.budi.pk) == 1
    assert mail.outbox == []
    run_jobs()
    (message,) = mail.outbox
    assert message.to == [cast.budi.email]
    assert message.subject == "[Hadir] Perekaman wajah Anda disetujui"
    assert only().state == State.SENT


def test_a_deed_that_is_undone_tells_nobody(cast: Cast) -> None:
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        services.send(Kind.ENROLMENT_APPROVED, user_ids=[cast.budi.pk], facts={})
        raise Undone
    assert run_jobs() == []
    assert not Notice.objects.exists()


def test_a_mail_says_no_more_than_needed(cast: Cast) -> None:
    tell(cast.budi, kind=Kind.ENROLMENT_REJECTED, reason="Foto milik Rahasia Contoh")
    run_jobs()
    (message,) = mail.outbox
    notice = Notice.objects.get()
    assert "Rahasia" not in f"{message.subject}{message.body}"
    assert cast.budi.display_name not in f"{message.subject}{message.body}"
    assert settings.CONFIG.base_url + reverse("notice", args=[notice.pk]) in message.body
    assert "Rahasia" in selectors.told(notice, UTC).body


def test_the_receivers_language_decides(cast: Cast) -> None:
    set_language(cast.budi, language="en")
    tell(cast.budi, cast.siti)
    with translation.override("en"):
        run_jobs()
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects == {
        cast.budi.email: "[Hadir] Your face recording was approved",
        cast.siti.email: "[Hadir] Perekaman wajah Anda disetujui",
    }


def test_who_has_no_address_is_told_in_the_application_only(cast: Cast) -> None:
    tell(cast.rahma)
    run_jobs()
    assert not Delivery.objects.exists()
    assert selectors.unread_count(cast.rahma.pk) == 1


def test_a_job_that_runs_again_sends_no_second_mail(cast: Cast) -> None:
    tell(cast.budi)
    run_jobs()
    delivering.dispatch([Notice.objects.get().pk], now=NOON)
    delivering.deliver(only().pk, now=NOON)
    run_jobs()
    assert len(mail.outbox) == 1


def test_a_killed_worker_leaves_a_failure_and_no_second_mail(cast: Cast) -> None:
    tell(cast.budi)
    with mock.patch(SEND_MAIL, side_effect=SystemError("killed")):
        run_jobs(may_fail=True)
    assert only().state == State.SENDING
    run_jobs(at=NOON + timedelta(minutes=5))
    assert (only().state, only().reason) == (State.GIVEN_UP, "interrupted")
    assert mail.outbox == []


def test_a_lost_mail_server_is_asked_again_and_again_and_then_no_more(cast: Cast) -> None:
    services.choose(cast.budi.pk, NO_QUIET)
    tell(cast.budi)
    with mock.patch(SEND_MAIL, side_effect=SMTPServerDisconnected("gone")) as sending:
        for attempt in range(8):
            with time_machine.travel(NOON + attempt * timedelta(hours=9), tick=False):
                run_jobs()
    assert sending.call_count == 6
    assert (only().state, only().attempts) == (State.GIVEN_UP, 6)
    assert only().reason == "mail_SMTPServerDisconnected"
    assert selectors.given_up_since(NOON) == 1


def test_a_mail_server_that_comes_back_is_used(cast: Cast) -> None:
    tell(cast.budi)
    with mock.patch(SEND_MAIL, side_effect=ConnectionRefusedError()):
        run_jobs()
    assert (only().state, only().reason) == (State.WAITING, "mail_ConnectionRefusedError")
    assert run_jobs() == []
    run_jobs(at=NOON + timedelta(minutes=1))
    assert only().state == State.SENT
    assert len(mail.outbox) == 1


def test_an_address_that_does_not_exist_is_given_up_at_once_and_not_kept(cast: Cast) -> None:
    tell(cast.budi)
    refused = SMTPRecipientsRefused({cast.budi.email: (550, b"no such user")})
    with mock.patch(SEND_MAIL, side_effect=refused):
        run_jobs()
    assert (only().state, only().reason) == (State.GIVEN_UP, "mail_550")


def test_quiet_hours_hold_the_mail_back_until_morning(cast: Cast) -> None:
    with time_machine.travel(EVENING, tick=False):
        tell(cast.budi)
        run_jobs()
        assert mail.outbox == []
        assert selectors.unread_count(cast.budi.pk) == 1, "in the application it is there at once"
    with time_machine.travel(EVENING + timedelta(hours=9), tick=False):
        run_jobs()
    assert len(mail.outbox) == 1


def test_who_read_it_in_the_evening_gets_no_mail_in_the_morning(cast: Cast) -> None:
    with time_machine.travel(EVENING, tick=False):
        tell(cast.budi)
        run_jobs()
        services.mark_all_read(cast.budi.pk, now=EVENING)
    with time_machine.travel(EVENING + timedelta(hours=9), tick=False):
        run_jobs()
    assert mail.outbox == []
    assert (only().state, only().reason) == (State.SKIPPED, "already_read")


def test_warnings_about_the_account_do_not_wait(cast: Cast) -> None:
    with time_machine.travel(EVENING, tick=False):
        tell(cast.budi, kind=Kind.LINK_ISSUED, issuer="Siti")
        run_jobs()
    assert len(mail.outbox) == 1


def test_whoever_wants_no_quiet_hours_has_none(cast: Cast) -> None:
    services.choose(cast.budi.pk, NO_QUIET)
    with time_machine.travel(EVENING, tick=False):
        tell(cast.budi)
        run_jobs()
    assert len(mail.outbox) == 1


def test_a_choice_made_after_the_sending_still_counts(cast: Cast) -> None:
    with time_machine.travel(EVENING, tick=False):
        tell(cast.budi)
        run_jobs()
        services.choose(cast.budi.pk, Choices({(Group.FACE, Channel.EMAIL): False}, time(20), time(6)))
    with time_machine.travel(EVENING + timedelta(hours=9), tick=False):
        run_jobs()
    assert only().reason == "not_wanted"
    assert mail.outbox == []


def test_who_wants_mail_only_sees_no_bell(cast: Cast) -> None:
    services.choose(cast.budi.pk, Choices({(Group.FACE, Channel.APP): False}))
    tell(cast.budi)
    run_jobs()
    assert selectors.unread_count(cast.budi.pk) == 0
    assert len(mail.outbox) == 1


def test_what_is_compulsory_stays_whatever_is_chosen(cast: Cast) -> None:
    off = {(group, channel): False for group in Group for channel in Channel}
    services.choose(cast.budi.pk, Choices(off))
    tell(cast.budi, kind=Kind.LINK_ISSUED, issuer="Siti")
    tell(cast.budi, kind=Kind.BREACH_NOTICE, summary="Contoh")
    tell(cast.budi)
    run_jobs()
    assert selectors.unread_count(cast.budi.pk) == 2
    assert [message.subject for message in mail.outbox] == ["[Hadir] Pemberitahuan kegagalan pelindungan data pribadi"]


@pytest.mark.parametrize(
    "facts", [{}, {"reason": "x", "score": 7}], ids=["one is missing", "more is kept than is told"]
)
def test_a_notice_carries_exactly_what_its_text_tells(cast: Cast, facts: dict[str, str | int]) -> None:
    with pytest.raises(ValueError, match="enrolment_rejected"), transaction.atomic():
        services.send(Kind.ENROLMENT_REJECTED, user_ids=[cast.budi.pk], facts=facts)


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "wajah/"]
)
def test_a_link_leads_nowhere_else(cast: Cast, link: str) -> None:
    with pytest.raises(ValueError, match="not a path"), transaction.atomic():
        services.send(Kind.ENROLMENT_APPROVED, user_ids=[cast.budi.pk], facts={}, link=link)


def test_telling_many_costs_no_more_than_telling_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    everybody = [cast.siti, cast.rahma, cast.budi, cast.dedi, cast.made, cast.wati, cast.agus, cast.dewi]
    with django_assert_max_num_queries(5):  # two of them are the savepoint
        tell(*everybody)
    ids = list(Notice.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(9):
        delivering.dispatch(ids, now=NOON)


# --- the gateway


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with running_gateway() as running:
        config = settings.CONFIG.model_copy(update={"gateway_url": running.url, "gateway_token": SecretStr(TOKEN)})
        monkeypatch.setattr(settings, "CONFIG", config)
        yield running


def by_whatsapp(user: User, phone: str = "0812 3456-7890") -> None:
    wanted = {(Group.FACE, Channel.GATEWAY): True, (Group.FACE, Channel.EMAIL): False}
    services.choose(user.pk, Choices(wanted, phone=phone))


def test_the_gateway_gets_number_and_title(cast: Cast, gateway: Gateway) -> None:
    by_whatsapp(cast.budi)
    tell(cast.budi, kind=Kind.ENROLMENT_REJECTED, reason="Rahasia")
    run_jobs()
    (message,) = gateway.messages
    assert message["to"] == "+6281234567890"
    assert "Perekaman wajah Anda ditolak" in message["text"]
    assert "Rahasia" not in message["text"]
    assert only().state == State.SENT


@pytest.mark.parametrize(
    ("status", "state"), [(503, State.WAITING), (429, State.WAITING), (400, State.GIVEN_UP), (302, State.GIVEN_UP)]
)
def test_what_a_gateway_answers(cast: Cast, gateway: Gateway, status: int, state: State) -> None:
    by_whatsapp(cast.budi)
    gateway.answers = [status]
    tell(cast.budi)
    run_jobs()
    assert (only().state, only().reason) == (state, f"gateway_{status}")
    assert gateway.requests == 1, "the token is for one address only"


def test_a_gateway_that_is_away_is_asked_again(cast: Cast, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    by_whatsapp(cast.budi)
    tell(cast.budi)
    with mock.patch("hadir.notices.channels.build_opener", side_effect=ConnectionRefusedError()):
        run_jobs()
    assert only().reason == "gateway_unreachable"
    run_jobs(at=NOON + timedelta(minutes=1))
    assert len(gateway.messages) == 1


def test_without_a_gateway_nothing_is_posted(cast: Cast) -> None:
    by_whatsapp(cast.budi)
    tell(cast.budi)
    run_jobs()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        (Choices(quiet_begin=time(20)), "quiet_hours"),
        (Choices(quiet_begin=time(20), quiet_end=time(20)), "quiet_hours"),
        (Choices(phone="hello"), "phone_form"),
        (Choices(phone="812"), "phone_form"),
        (Choices({(Group.FACE, Channel.GATEWAY): True}), "phone_missing"),
    ],
)
def test_choices_that_cannot_be_right(cast: Cast, choices: Choices, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.choose(cast.budi.pk, choices)
    assert refusal.value.code == code


# --- keeping


def test_old_notices_are_forgotten(cast: Cast) -> None:
    now = timezone.now()
    for age, read in ((181, True), (179, True), (366, False), (364, False)):
        tell(cast.budi)
        row = Notice.objects.order_by("-id")[:1].get()
        then = now - timedelta(days=age)
        Notice.objects.filter(pk=row.pk).update(created_at=then, read_at=then if read else None)
    run_jobs()
    assert services.forget_old(now=now) == 2
    assert {(now - row.created_at).days for row in Notice.objects.all()} == {179, 364}


# --- pages

Browser = Callable[[User], Client]


def test_somebody_elses_notice_is_invisible(cast: Cast, browser_of: Browser) -> None:
    tell(cast.budi, kind=Kind.ENROLMENT_REJECTED, reason="buram")
    notice = Notice.objects.get()
    dedi = browser_of(cast.dedi)
    assert "buram" not in dedi.get(reverse("notices")).content.decode()
    assert dedi.get(reverse("notice", args=[notice.pk])).status_code == 404
    assert dedi.post(reverse("notice_read", args=[notice.pk])).status_code == 404
    dedi.post(reverse("notices_read"))
    with pytest.raises(NotFound):
        services.mark_read(cast.dedi.pk, notice.pk, now=NOON)
    assert selectors.unread_count(cast.budi.pk) == 1


def test_the_bell_counts_and_the_list_empties_it(cast: Cast, browser_of: Browser) -> None:
    tell(cast.budi)
    tell(cast.budi, kind=Kind.ENROLMENT_REJECTED, reason="<b>buram</b>")
    budi = browser_of(cast.budi)
    page = budi.get(reverse("notices")).content.decode()
    assert "2 belum dibaca" in page
    assert "&lt;b&gt;buram" in page
    first = Notice.objects.order_by("id")[:1].get()
    assert budi.get(reverse("notice", args=[first.pk]))["Location"] == "/wajah/"
    assert selectors.unread_count(cast.budi.pk) == 1
    budi.post(reverse("notices_read"))
    page = budi.get(reverse("notices")).content.decode()
    assert "belum dibaca" not in page
    assert reverse("notices_read") not in page


def test_an_empty_list_says_what_will_be_there(cast: Cast, browser_of: Browser) -> None:
    assert "Belum ada pemberitahuan" in browser_of(cast.budi).get(reverse("notices")).content.decode()


def test_the_list_asks_no_more_for_more_rows(
    cast: Cast, browser_of: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    budi = browser_of(cast.budi)
    counts = []
    for _round in range(2):
        for _one in range(10):
            tell(cast.budi)
        budi.get(reverse("notices"))
        with django_assert_max_num_queries(30) as counted:
            budi.get(reverse("notices"))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_choices_are_kept_and_shown(cast: Cast, browser_of: Browser) -> None:
    budi = browser_of(cast.budi)
    page = budi.get(reverse("notice_choices"))
    assert 'value="20:00"' in page.content.decode()
    form: Any = page.context["form"]
    assert form["face_email"].value() is True
    assert "phone" not in form.fields
    sent = {"face_app": "on", "work_app": "on", "quiet_begin": "", "quiet_end": ""}
    assert budi.post(reverse("notice_choices"), sent)["Location"] == reverse("notices")
    form = budi.get(reverse("notice_choices")).context["form"]
    assert form["face_email"].value() is False
    assert form["account_app"].value() is True
    assert selectors.quiet_hours(selectors.reach_of(cast.budi.pk)) is None
    refused = budi.post(reverse("notice_choices"), {**sent, "quiet_begin": "20:00"})
    assert "Isi kedua jam" in refused.content.decode()


@pytest.mark.parametrize("name", ["notices", "notice_choices"])
def test_strangers_sign_in_first(client: Client, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))
