"""The way into an account: a link, once, for seven days."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client

from hadir.accounts import invitations, selectors, services, tokens
from hadir.accounts.models import Invitation, User
from hadir.audit import selectors as audit
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.people import services as people
from hadir.people.models import Employee
from tests.cast import PASSWORD, SYSTEM, Cast, bare, employ, join, make_nip

NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)


@pytest.fixture
def wati(cast: Cast) -> Employee:
    return employ(
        "Wati Contoh",
        make_nip("19920505", "201602", 2, 77),
        cast.bagian_umum,
        cast.setda_office,
        email="wati@contoh.example",
    )


def invite(cast: Cast, person: Employee, now: datetime = NOW) -> invitations.Issued:
    return invitations.invite_employee(cast.siti, employee_id=person.pk, link=bare, now=now)


def test_operator_invites_and_the_person_sets_the_first_password(cast: Cast, wati: Employee) -> None:
    issued = invite(cast, wati)
    assert not issued.user.has_usable_password()
    account = invitations.accept_invitation(issued.link, password=PASSWORD, now=NOW + timedelta(days=6))
    assert account.username == wati.nip
    assert account.employee == wati
    assert account.check_password(PASSWORD)
    deeds = [entry.action for entry in audit.entries_about(f"user:{account.pk}")]
    assert deeds == ["accounts.accept_invitation", "accounts.invite"]


def test_the_database_keeps_no_token(cast: Cast, wati: Employee) -> None:
    issued = invite(cast, wati)
    stored = Invitation.objects.get(user=issued.user)
    assert stored.token_digest == tokens.digest(issued.link)
    assert issued.link not in str(vars(stored))
    assert issued.link not in str(list(audit.entries_about(f"user:{issued.user.pk}").values()))


def test_a_link_works_once(cast: Cast, wati: Employee) -> None:
    issued = invite(cast, wati)
    invitations.accept_invitation(issued.link, password=PASSWORD, now=NOW)
    with pytest.raises(NotFound, match="invitation_invalid"):
        invitations.accept_invitation(issued.link, password="Kata-Lain-2025!!", now=NOW)
    assert User.objects.get(pk=issued.user.pk).check_password(PASSWORD)


@pytest.mark.parametrize(
    ("age", "is_open"), [(timedelta(days=7) - timedelta(seconds=1), True), (timedelta(days=7), False)]
)
def test_a_link_lives_seven_days(cast: Cast, wati: Employee, age: timedelta, is_open: bool) -> None:
    issued = invite(cast, wati)
    if is_open:
        assert selectors.open_invitation(issued.link, now=NOW + age).user == issued.user
    else:
        with pytest.raises(NotFound):
            selectors.open_invitation(issued.link, now=NOW + age)


def test_a_new_link_kills_the_old_one(cast: Cast, wati: Employee) -> None:
    old, new = invite(cast, wati), invite(cast, wati)
    assert old.user == new.user
    with pytest.raises(NotFound):
        invitations.accept_invitation(old.link, password=PASSWORD, now=NOW)
    invitations.accept_invitation(new.link, password=PASSWORD, now=NOW)


@pytest.mark.parametrize(
    "password",
    ["Pendek-1!", "semua-huruf-kecil-1", "SEMUA-HURUF-BESAR-1", "Tanpa-Angka-Sama-Sekali", "TanpaTandaBaca123", ""],
)
def test_a_weak_password_is_refused_and_the_link_stays(cast: Cast, wati: Employee, password: str) -> None:
    issued = invite(cast, wati)
    with pytest.raises(InvalidInput, match="password_weak") as caught:
        invitations.accept_invitation(issued.link, password=password, now=NOW)
    assert caught.value.fields["password"]
    invitations.accept_invitation(issued.link, password=PASSWORD, now=NOW)


def test_a_password_like_the_own_number_is_refused(cast: Cast, wati: Employee) -> None:
    issued = invite(cast, wati)
    with pytest.raises(InvalidInput, match="password_weak"):
        invitations.accept_invitation(issued.link, password=f"Aa!{wati.nip}", now=NOW)


@pytest.mark.parametrize("who", ["dedi", "budi"])
def test_others_cannot_invite(cast: Cast, wati: Employee, who: str) -> None:
    with pytest.raises(NotPermitted):
        invitations.invite_employee(getattr(cast, who), employee_id=wati.pk, link=bare, now=NOW)
    assert not User.objects.filter(employee=wati).exists()


def test_who_has_joined_is_not_invited_again(cast: Cast) -> None:
    assert cast.budi.employee is not None
    with pytest.raises(Conflict, match="already_joined"):
        invite(cast, cast.budi.employee)


def test_who_has_left_is_not_invited(cast: Cast, wati: Employee) -> None:
    people.set_employee_active(cast.siti, employee_id=wati.pk, active=False)
    with pytest.raises(Conflict, match="employee_inactive"):
        invite(cast, wati)


def test_the_link_is_mailed_to_who_has_an_address(
    cast: Cast, wati: Employee, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        issued = invite(cast, wati)
    (letter,) = mail.outbox
    assert issued.mailed
    assert letter.to == ["wati@contoh.example"]
    assert issued.link in letter.body
    assert "7 April 2025" in letter.body


def test_a_dead_mail_server_does_not_undo_the_invitation(
    cast: Cast, wati: Employee, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with (
        mock.patch.object(invitations, "send_mail", side_effect=SMTPException("down")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        issued = invite(cast, wati)
    assert selectors.open_invitation(issued.link, now=NOW).user == issued.user


def test_restored_access_ends_password_and_sessions(
    cast: Cast, browser_of: Callable[[User], Client], wati: Employee
) -> None:
    account = join(wati, NOW)
    before = account.get_session_auth_hash()
    issued = invitations.restore_access(cast.siti, user_id=account.pk, link=bare, now=NOW)
    account.refresh_from_db()
    assert not account.has_usable_password()
    assert account.get_session_auth_hash() != before
    assert cast.siti.pk in selectors.link_holders(wati.pk, now=NOW)
    invitations.accept_invitation(issued.link, password="Kata-Lain-2025!!", now=NOW)


@pytest.mark.parametrize(
    ("who", "target", "code"),
    [
        ("siti", "siti", "not_restorable"),
        ("siti", "rahma", "not_permitted"),  # an operator's account
        ("made", "siti", "not_permitted"),  # not even by Kominfo
        ("dedi", "budi", "not_permitted"),
        ("siti", "made", "not_permitted"),
    ],
)
def test_nobody_gets_into_an_operator_s_account(cast: Cast, who: str, target: str, code: str) -> None:
    account: User = getattr(cast, target)
    with pytest.raises(NotPermitted, match=code):
        invitations.restore_access(getattr(cast, who), user_id=account.pk, link=bare, now=NOW)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize("username", ["198503152010012009", "ab", "Nama", "a b c", "1abc"])
def test_a_chosen_name_never_looks_like_a_number(cast: Cast, username: str) -> None:
    with pytest.raises(HadirError, match="username_form"):
        invitations.open_account(SYSTEM, username=username, display_name="X", email="", link=bare, now=NOW)


def test_the_database_refuses_a_second_open_link(cast: Cast, wati: Employee) -> None:
    issued = invite(cast, wati)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            user=issued.user, token_digest="x" * 64, created_at=NOW, expires_at=NOW + timedelta(days=1)
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_with_the_same_link_at_once() -> None:
    issued = invitations.open_account(SYSTEM, username="kembar", display_name="Kembar", email="", link=bare, now=NOW)
    results: list[str] = []
    start = threading.Barrier(2)

    def accept(password: str) -> None:
        start.wait()
        try:
            invitations.accept_invitation(issued.link, password=password, now=NOW)
            results.append(password)
        except HadirError as error:
            results.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(f"Sandi-Ke-{number}-2025!",)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = next(result for result in results if result != "invitation_invalid")
    assert sorted(results) == sorted([winner, "invitation_invalid"])
    assert User.objects.get(username="kembar").check_password(winner)


def test_accounts_are_closed_and_reopened_by_the_platform(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    browser = browser_of(cast.budi)
    assert "_auth_user_id" in browser.session
    services.deactivate_user(cast.made, user_id=cast.budi.pk, now=NOW)
    assert not signed_in(browser)
    services.activate_user(cast.made, user_id=cast.budi.pk)
    assert not signed_in(browser)
    assert signed_in(browser_of(User.objects.get(pk=cast.budi.pk)))


def signed_in(browser: Client) -> bool:
    """Whether the site knows who this is: allauth sends the signed-in away from the password page's sign-in."""
    return browser.get("/akun/password/change/").status_code == 200


def test_nobody_closes_the_own_account(cast: Cast) -> None:
    with pytest.raises(NotPermitted, match="not_oneself"):
        services.deactivate_user(cast.made, user_id=cast.made.pk, now=NOW)
    with pytest.raises(NotPermitted, match="not_permitted"):
        services.deactivate_user(cast.siti, user_id=cast.budi.pk, now=NOW)


def test_a_person_ends_all_own_sessions(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    phone, laptop = browser_of(cast.budi), browser_of(cast.budi)
    services.end_own_sessions(cast.budi)
    assert not signed_in(phone)
    assert not signed_in(laptop)


def test_a_corrected_number_is_the_new_user_name(cast: Cast) -> None:
    assert cast.budi.employee is not None
    number = make_nip("19900101", "201503", 1, 33)
    services.correct_nip(cast.siti, employee_id=cast.budi.employee.pk, nip=number)
    assert User.objects.get(pk=cast.budi.pk).username == number
    with pytest.raises(NotPermitted):
        services.correct_nip(cast.dedi, employee_id=cast.budi.employee.pk, nip=number)
