"""Lists: a page of rows, a search word, and form errors that come from services."""

from __future__ import annotations

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest

from hadir.lib.errors import HadirError

PAGE_ROWS = 25
Row = TypeVar("Row", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[Row], size: int = PAGE_ROWS) -> Page[Row]:
    """The asked page (`?halaman=`); a number that cannot be right gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("halaman"))


def search_word(request: HttpRequest) -> str:
    """What was typed into the search field, in a length that a database can be asked for."""
    return request.GET.get("cari", "").strip()[:80].replace("\x00", "")


def show_refusal(form: BaseForm, error: HadirError) -> None:
    """Put a service's refusal where the person typed; what belongs to no field stands above the form.

    It takes the place of what the form itself has said of a field, so that nothing is told twice.
    """
    placed = False
    for name, sentence in error.fields.items():
        if name in form.fields:
            form.errors.pop(name, None)
            form.add_error(name, str(sentence))
            placed = True
    if not placed:
        form.add_error(None, str(error.message))
