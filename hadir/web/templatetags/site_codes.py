"""The panel in which a person gives the code of the screen at the office."""

from __future__ import annotations

from typing import Any

from django import template

from hadir.web.code_panel import code_panel

register = template.Library()


@register.inclusion_tag("web/parts/site_code_panel.html", takes_context=True)
def site_code_panel(context: template.Context) -> dict[str, Any]:
    """`{% site_code_panel %}` once on a page whose script calls `site-code.js`."""
    return {"panel": code_panel(context["request"])}
