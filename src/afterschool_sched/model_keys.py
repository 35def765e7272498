"""Which keys a pydantic model knows at a place of the data, and how it describes them."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Loc = Sequence[int | str]


def keys_at(root: type[BaseModel], loc: Loc) -> list[str]:
    """The keys (as in a file) of all models that may stand at `loc`, where `loc` is one of pydantic's."""
    found, _ = _walk(root, loc)
    return list(
        dict.fromkeys(_key(name, info) for model in _models(found) for name, info in model.model_fields.items())
    )


def description_at(root: type[BaseModel], loc: Loc) -> str | None:
    """The description of the innermost field on the way to `loc` that has one."""
    _, description = _walk(root, loc)
    return description


def _walk(root: type[BaseModel], loc: Loc) -> tuple[list[Any], str | None]:
    here: list[Any] = [root]
    description: str | None = None
    for part in loc:
        tagged = [model for model in _models(here) if len(here) > 1 and _has_tag(model, part)]
        if tagged:
            here = list(tagged)
            continue
        infos = [
            info for model in _models(here) for name, info in model.model_fields.items() if _key(name, info) == part
        ]
        if infos:
            description = next((info.description for info in infos if info.description), None)
        inner = [kind for info in infos for kind in _plain(info.annotation)]
        for kind in here:
            inner += _items(kind, part)
        # A part that leads nowhere is the name of a branch of a union: nothing is entered by it.
        here = inner or here
    return here, description


def _models(kinds: Sequence[Any]) -> Iterator[type[BaseModel]]:
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield kind


def _key(name: str, info: FieldInfo) -> str:
    return info.alias or name


def _has_tag(model: type[BaseModel], part: int | str) -> bool:
    """Whether a union calls this model by `part`: by its class, or by the one word a field of it may hold."""
    words = [
        get_args(info.annotation) for info in model.model_fields.values() if get_origin(info.annotation) is Literal
    ]
    return part == model.__name__ or (part,) in words


def _items(kind: Any, part: int | str) -> list[Any]:
    """The kinds of value in a list (for a number) or a dict (for a key)."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (list, tuple, set, frozenset) and isinstance(part, int) and arguments:
        return list(_plain(arguments[0]))
    if origin is dict and isinstance(part, str) and "[" not in part:
        return list(_plain(arguments[1]))
    return []


def _plain(annotation: Any) -> Iterator[Any]:
    """The members of a union, without Annotated and None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _plain(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _plain(member)
    elif annotation is not type(None):
        yield annotation
