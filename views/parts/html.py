"""HTML from templates: the name of a template and its values in, text out; whatever a value holds is escaped.

A template lies beside the page that shows it, as `NAME.html.j2`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from panels import numbers

VIEWS = Path(__file__).parent.parent

# A name that a template asks for and is not given is an error, not an empty place.
_TEMPLATES = Environment(
    loader=FileSystemLoader(VIEWS), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_TEMPLATES.filters |= {"percent": numbers.percent, "points": numbers.points, "count": numbers.count}


def render(template: str, **values: Any) -> str:
    """The template with its values.

    Args:
        template: its path in `views/` without the ending, such as "compare/cards".
        values: what it names.
    """
    return _TEMPLATES.get_template(f"{template}.html.j2").render(**values)
