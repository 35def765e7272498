"""A small reader of HTML pages for the tests: a tree of elements, with the end tags that HTML lets one leave out."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "br", "input", "link", "img", "hr", "rect", "path"}
# An element that begins closes these, up to the nearest of the second set.
IMPLIED = {
    "td": ({"td", "th"}, {"tr"}),
    "th": ({"td", "th"}, {"tr"}),
    "tr": ({"td", "th", "tr"}, {"thead", "tbody", "table"}),
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
}
# These may be left open when one of their parents ends.
OPTIONAL = {"td", "th", "tr", "li", "dt", "dd"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    def __iter__(self) -> Iterator[Element]:
        """This element and all inside it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    @property
    def text(self) -> str:
        """The text inside, with single spaces."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())

    @property
    def raw(self) -> str:
        """The text inside, as it is."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    def all(self, tag: str, of_class: str | None = None) -> list[Element]:
        """All elements of a tag inside this one (and of a class, if given)."""
        found = [element for element in self if element.tag == tag and element is not self]
        return found if of_class is None else [element for element in found if of_class in element.classes]

    def one(self, tag: str, of_class: str | None = None) -> Element:
        found = self.all(tag, of_class)
        assert found, f"no {tag} {of_class or ''}"
        return found[0]

    def rows(self) -> list[list[str]]:
        """The texts of the cells of all rows of tables' bodies."""
        return [[cell.text for cell in row.cells()] for body in self.all("tbody") for row in body.all("tr")]

    def cells(self) -> list[Element]:
        return [child for child in self.children if isinstance(child, Element) and child.tag in ("td", "th")]


class Page(HTMLParser):
    """The tree of a page. Fails on an end tag that closes nothing or something that must be closed by itself."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert [element.tag for element in self._open] == [""], f"left open: {self._open[-1].tag}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        closes, until = IMPLIED.get(tag, (set(), set()))
        while self._open[-1].tag in closes and self._open[-1].tag not in until:
            self._open.pop()
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in {tag}: {names}"
        element = Element(tag, dict(attrs))
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self._open[-1].tag != tag:
            assert self._open[-1].tag in OPTIONAL, f"</{tag}> inside <{self._open[-1].tag}>"
            self._open.pop()
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def section(self, name: str) -> Element:
        return next(element for element in self.root if element.attributes.get("id") == name)

    @property
    def visible(self) -> str:
        """All that is to be read on the page."""
        return self.root.one("body").one("main").text
