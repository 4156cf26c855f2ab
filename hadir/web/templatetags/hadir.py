"""Template tags of the pages: icons, form fields, links that keep the query."""

from __future__ import annotations

import logging
import math
import re
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hadir.accounts.models import User
from hadir.accounts.texts import RIGHT_NAMES
from hadir.lib.authority import Right
from hadir.notices.selectors import unread_count
from hadir.people.models import TimeZone
from hadir.web.access import open_here
from hadir.web.navigation import Navigation, navigation_for
from hadir.web.vendor import node_modules

register = template.Library()
log = logging.getLogger(__name__)

_NAME = re.compile(r"[a-z0-9-]+")


@lru_cache(maxsize=512)
def _svg(name: str, style: str, css: str) -> SafeString:
    """The drawing as inline SVG, hidden from screen readers; empty when it is missing.

    Empty, not an error: an icon never carries meaning alone, and a page without a decoration is better
    than no page. A test checks that every icon named in a template exists.
    """
    if not _NAME.fullmatch(name) or style not in {"outline", "filled"}:
        raise ValueError(f"not an icon name: {style}/{name}")
    file = node_modules() / f"@tabler/icons/icons/{style}/{name}.svg"
    try:
        source = file.read_text(encoding="utf-8")
    except OSError:
        log.warning("icon %s/%s is missing; run `make setup`", style, name)
        return SafeString("")
    inner = source[source.index(">") + 1 :]
    paint = 'fill="currentColor"' if style == "filled" else 'fill="none" stroke="currentColor"'
    return mark_safe(  # noqa: S308 the file comes from a locked package, name and style are checked above
        f'<svg class="icon {css}" width="24" height="24" viewBox="0 0 24 24" {paint} stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f"{' '.join(inner.split())}"
    )


@register.simple_tag
def icon(name: str, css: str = "", style: str = "outline") -> SafeString:
    """`{% icon "camera" %}`: one Tabler icon, read at first use and kept."""
    return _svg(name, style, css)


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, label: str = "", hint: str | None = None, autofocus: bool = False) -> dict[str, object]:
    """One form field with label, help and error tied together for screen readers.

    `label` and `hint` replace the form's own, for forms that are not ours; a placeholder that only repeats
    the label goes, because it vanishes while one types.
    """
    widget = bound.field.widget
    css = "form-control"
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        css = "form-check-input"
    elif isinstance(widget, Select):
        css = "form-select"
    attrs: dict[str, str | bool] = {"class": f"{css} is-invalid" if bound.errors else css}
    help_text = bound.help_text if hint is None else hint
    described = [part for part, there in (("hint", help_text), ("error", bound.errors)) if there]
    if described:
        attrs["aria-describedby"] = " ".join(f"{bound.auto_id}-{part}" for part in described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    elif bound.field.required:
        attrs["aria-invalid"] = "false"  # Firefox calls an empty required field invalid before anybody typed
    if "placeholder" in widget.attrs:
        attrs["placeholder"] = ""
    if autofocus:
        attrs["autofocus"] = True
    if isinstance(widget, Textarea):
        attrs.setdefault("rows", "4")
    return {
        "field": bound,
        "label": label or bound.label,
        "help_text": help_text,
        "widget": bound.as_widget(attrs=attrs),
        "checkbox": isinstance(widget, CheckboxInput),
        "group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "hidden": bound.is_hidden,
    }


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> Navigation:
    """The menu of whoever looks at this page."""
    request = context["request"]
    return navigation_for(request.user, request.path)


@register.simple_tag(takes_context=True)
def unread_notices(context: RequestContext) -> int:
    """How many notices wait for whoever looks at this page. Full pages only: rows and API answers never ask."""
    user = context["request"].user
    return unread_count(user.pk) if user.is_authenticated else 0


@register.simple_tag(takes_context=True)
def open_rights(context: RequestContext) -> list[dict[str, object]]:
    """Sensitive rights that are open in this browser, with the minutes that are left. No statement where none is."""
    request, now = context["request"], timezone.now()
    if not isinstance(request.user, User):
        return []
    return [
        {
            "pk": elevation.pk,
            "name": RIGHT_NAMES[Right(elevation.right)],
            "minutes": max(1, math.ceil((elevation.closes_at - now).total_seconds() / 60)),
        }
        for elevation in open_here(request, request.user)
    ]


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: object) -> str:
    """The current query string with some values changed; None removes one. Keeps search while paging."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{values.urlencode()}"


@register.filter
def indonesian(text: str) -> SafeString:
    """Words that stay Indonesian on an English page (a legal basis): marked, so that they are read out rightly."""
    return format_html('<span lang="id">{}</span>', text)


@register.filter
def initials(name: str) -> str:
    """Up to two letters for the round sign beside a person's name."""
    words = [word for word in re.split(r"[\s.,]+", name) if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.filter
def zone_name(time_zone: object) -> str:
    """WIB, WITA or WIT for an IANA name."""
    return TimeZone(str(time_zone)).name


@register.filter
def at(mapping: dict[Any, object], key: object) -> object:
    """`{{ mapping|at:key }}`: what the mapping holds under a key, None when nothing."""
    return mapping.get(key)
