"""What the functions of ``compiled`` call: looking things up and showing them as Django's templates do."""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from django.template import Context
from django.template.base import render_value_in_context
from django.utils.safestring import SafeData, SafeString, mark_safe

PLAIN = Context()


def shown(value: Any) -> str:
    """Return a value as markup."""
    kind = type(value)
    if kind is SafeString:
        return str(value)
    if kind is str:
        return escape(value)
    return str(value) if kind is int else str(render_value_in_context(value, PLAIN))


def look(holder: Any, name: str, missing: str | None) -> Any:
    """Return what ``holder.name`` is in a template: an entry, an attribute, a place in a list; called if it can be."""
    try:
        if not hasattr(type(holder), "__getitem__"):
            try:
                found = getattr(holder, name)
            except AttributeError:
                if name in dir(holder):  # its own failure
                    raise
                return missing
        else:
            found = _entry(holder, name)
        if callable(found) and not getattr(found, "do_not_call_in_templates", False):
            found = "" if getattr(found, "alters_data", False) else found()
    except _Missing:
        return missing
    except Exception as error:
        if getattr(error, "silent_variable_failure", False):
            return ""
        raise
    return found


class _Missing(Exception):
    """There is no such thing."""


def _entry(holder: Any, name: str) -> Any:
    try:
        return holder[name]
    except (TypeError, AttributeError, KeyError, ValueError, IndexError):
        try:
            return getattr(holder, name)
        except (TypeError, AttributeError):
            if name in dir(holder):
                raise
    try:
        return holder[int(name)]
    except (IndexError, ValueError, KeyError, TypeError) as error:
        raise _Missing from error


def rows(values: Any) -> Any:
    if values is None:
        return ()
    return values if hasattr(values, "__len__") else list(values)


def unpack(values: Any, count: int) -> Iterator[Any]:
    for value in values:
        if len(value) != count:
            raise ValueError(f"Need {count} values to unpack in for loop; got {len(value)}.")
        yield value


def kept_safe(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that makes safe text of safe text."""

    def filtered(value: Any, *args: Any, **more: Any) -> Any:
        new = function(value, *args, **more)
        return mark_safe(new) if isinstance(value, SafeData) else new  # noqa: S308 - promised by the filter

    return filtered


CALLED: dict[str, Any] = {"look": look, "shown": shown, "safe": SafeString, "rows": rows, "unpack": unpack}
