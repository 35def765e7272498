"""A scenario put together from several files: what a city says, what a town says, what a school says.

Each part is a layer, the farthest first. Mappings are merged key by key, at every depth, and the nearer layer wins; a
list or a plain value of a nearer layer takes the place of a farther one's, and nothing (`null`) takes it away. Rules
add up, but for those that a nearer layer states anew (`_slot`). Every value keeps the place where it was written.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .errors import Place
from .source import Document, Loc, data_path
from .yaml_events import PlainData

Path = tuple[int | str, ...]


@dataclass(frozen=True)
class Layer:
    """Data, and where in a document they were written."""

    document: Document
    at: Path
    data: PlainData

    @classmethod
    def whole(cls, document: Document) -> Layer:
        """All that a document says."""
        return cls(document, (), document.data)

    def below(self, key: int | str) -> Layer:
        """What is said at a key, or at a place in a list."""
        return replace(self, at=(*self.at, key), data=self.data[key])


class Composed:
    """What the layers say together (`data`), and where each part of it was written."""

    def __init__(self, layers: Sequence[Layer], shared: Sequence[Layer] = ()) -> None:
        """`shared` are teachers that are added to those of the layers."""
        self._layers = tuple(layers)
        self._parts: dict[Path, Layer] = {}
        self.data: PlainData = self._merge((), layers)
        if shared and isinstance(self.data, dict):
            self.data = {**self.data, "teachers": self._with_shared(shared)}

    @property
    def digests(self) -> dict[str, str]:
        """File -> SHA-256 of its content."""
        return {layer.document.file: layer.document.sha256 for layer in self._layers}

    def place_of(self, loc: Loc, *, of_key: bool = False) -> Place:
        """The place of the value at `loc`, or of its key, as `Document.place_of` gives it."""
        path = data_path(self.data, loc)
        length = next(length for length in range(len(path), -1, -1) if path[:length] in self._parts)
        layer = self._parts[path[:length]]
        return layer.document.place_of((*layer.at, *path[length:]), of_key=of_key)

    def _merge(self, path: Path, layers: Sequence[Layer]) -> PlainData:
        nearest = layers[-1]
        self._parts[path] = nearest
        if path == ("rules",) and all(isinstance(layer.data, list) for layer in layers):
            return self._list(path, _rules(layers))
        if len(layers) == 1 or not isinstance(nearest.data, dict):
            return nearest.data
        mappings = [layer for layer in layers if isinstance(layer.data, dict)]
        merged = {}
        for key in _in_order(mappings):
            said = [layer.below(key) for layer in mappings if key in layer.data]
            if said[-1].data is not None or len(said) == 1:
                merged[key] = self._merge((*path, key), said)
        return merged

    def _with_shared(self, shared: Sequence[Layer]) -> PlainData:
        own = self.data.get("teachers", [])
        if not isinstance(own, list):
            return own  # a mistake, told of elsewhere
        if not own:
            return self._list(("teachers",), shared)
        written = self._parts.get(("teachers",)) or self._parts[()].below("teachers")
        return self._list(("teachers",), [*(written.below(at) for at in range(len(own))), *shared])

    def _list(self, path: Path, items: Sequence[Layer]) -> list[PlainData]:
        self._parts.update(((*path, at), item) for at, item in enumerate(items))
        return [item.data for item in items]


def _in_order(mappings: Sequence[Layer]) -> list[str]:
    """The keys of all layers: periods stand in the order of the day. A new key stands before the inherited one before
    which it is written, or at the end."""
    keys: list[str] = []
    for layer in mappings:
        at = len(keys)
        for key in reversed(layer.data):
            if key in keys:
                at = keys.index(key)
            else:
                keys.insert(at, key)
    return keys


def _rules(layers: Sequence[Layer]) -> list[Layer]:
    """The rules of all layers, without those that a nearer layer states anew."""
    kept: list[Layer] = []
    for layer in layers:
        own = [layer.below(at) for at in range(len(layer.data))]
        anew = {_slot(rule.data) for rule in own}
        kept = [*(rule for rule in kept if _slot(rule.data) not in anew), *own]
    return kept


def _slot(rule: PlainData) -> str:
    """What makes two rules the same one: their kind, of whom they speak, and of what."""
    said = rule if isinstance(rule, dict) else {"rule": str(rule)}
    return json.dumps([said.get(key) for key in ("rule", "who", "what", "among")], sort_keys=True)
