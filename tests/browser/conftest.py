"""A real site, a real browser, a synthetic head before the camera. Nothing here is mocked."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, expect

from tests.browser.cameras import film_everybody
from tests.browser.pages import sign_in
from tests.browser.reading import PHONE
from tests.browser.site import Site, serve

_OFFICE = {"latitude": -2.63, "longitude": 111.23, "accuracy": 12.0}
# Chromium must not phone home; /dev/shm is small and sandboxes are missing in containers.
CHROMIUM = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
expect.set_options(timeout=15_000)
_first_places = itertools.count(step=2)  # of the heads of one visit after the other, see moving_head.js


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright leaves an event loop running, in which Django's ORM refuses to work."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.timeout(300))  # the first one also waits for the site


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """For pytest-playwright: the machine's Chromium, else the one that Playwright has installed."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for name in names if (found := shutil.which(name))), None)
    return {"args": CHROMIUM} | ({"executable_path": path} if path else {})


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None, _english: None
) -> Iterator[Site]:
    """Served once for all tests. The first argument starts the test server of PostgreSQL, the last the English."""
    with ThreadPoolExecutor(1) as beside:
        films = beside.submit(film_everybody)  # while the site gets ready
        with serve(tmp_path_factory.mktemp("site")) as running:
            films.result()
            yield running


@pytest.fixture(scope="session")
def _signed_in() -> dict[str, StorageState]:
    """Cookies of those who have signed in once: the page of the sign-in is not what every test is about."""
    return {}


class Visit(Protocol):
    """See the fixture. `camera` is a script of `tests.browser.cameras`."""

    def __call__(self, name: str = "", *, camera: str = "", at: Browser | None = None, **options: Any) -> Page: ...


@pytest.fixture
def visit(browser: Browser, site: Site, _signed_in: dict[str, StorageState]) -> Iterator[Visit]:
    """Opens a browser of somebody's own (`name` is signed in). Whatever goes wrong on its pages fails the test.

    The memory against replays is empty at first: many tests show the same photo, and none must find another's.
    """
    site.change("DELETE FROM capture_faceprint")
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(name: str = "", *, camera: str = "", at: Browser | None = None, **options: Any) -> Page:
        usual: dict[str, Any] = {
            "base_url": site.base_url,
            "locale": "id-ID",
            "viewport": PHONE,
            "permissions": ["geolocation"],
            "geolocation": _OFFICE,
            "service_workers": "block",  # what tests route must not be answered from behind
            "storage_state": _signed_in.get(name),
        }
        context = (at or browser).new_context(**usual | options)
        contexts.append(context)
        page = context.new_page()
        watch(page, complaints)
        if camera:
            page.add_init_script(f"window.hadirFirstPlace = {next(_first_places)}")
            page.add_init_script(camera)
        if name and name not in _signed_in:
            sign_in(page, site.login_of(name))
            _signed_in[name] = context.storage_state()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def watch(page: Page, complaints: list[str]) -> None:
    """Note errors of scripts and of the content security policy. Answers of the server are the tests' business."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
