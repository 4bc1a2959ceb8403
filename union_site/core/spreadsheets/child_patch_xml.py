"""The raw XML of a package's parts, changed in place: part of the child process that patches a workbook.

Nothing is parsed into a tree and written anew: what is not changed keeps its bytes. The guard has seen that the parts
are UTF-8 and declare no entities.
"""

import html
import re
import xml.parsers.expat
from typing import NamedTuple

# The attributes of a tag and the slash of one that ends itself.
REST_OF_TAG = rb"""([^<>"'/]*(?:(?:"[^"]*"|'[^']*'|/(?!>))[^<>"'/]*)*)(/?)>"""
TAG = re.compile(rb"<(/?)((?:[^\s<>/:=\"'!?]+:)?)([^\s<>/:=\"'!?]+)" + REST_OF_TAG)
_ATTRIBUTE = re.compile(rb"""([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MARKUP = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|(?<!^)<\?.*?\?>", re.DOTALL)
_ASCII = re.compile(rb"""\A<\?xml[^<>]*encoding\s*=\s*["'](?:us-)?ascii[^<>]*>\s*""", re.IGNORECASE)
_FOREIGN = "http://purl.oclc.org/ooxml/"
_MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", _FOREIGN + "spreadsheetml/main")


class PatchRefused(ValueError):
    """A workbook that cannot be patched; `code` is a key of patching.PATCH_MESSAGES."""

    def __init__(self, code: str, **details):
        self.code, self.details = code, details
        super().__init__(code)


class Element(NamedTuple):
    """Where an element stands in its part: whole from `start` to `end`, its content from `inner` to `inner_end`."""

    name: bytes  # without prefix
    prefix: bytes  # with its colon
    attributes: bytes
    start: int
    inner: int
    inner_end: int
    end: int

    def get(self, name: str) -> str | None:
        return get(self.attributes, name)

    @property
    def is_single(self) -> bool:
        """Written as one tag that ends itself."""
        return self.inner == self.inner_end == self.end


def plain(part: bytes) -> bytes:
    """The part with comments left out and CDATA written as text, so that every < begins a tag.

    What is not well-formed is refused: readers make something of it, but not all of them the same.
    """
    try:
        xml.parsers.expat.ParserCreate(namespace_separator=" ").Parse(part, True)
    except xml.parsers.expat.ExpatError:
        raise PatchRefused("unreadable") from None
    if part.startswith(b"\xef\xbb\xbf"):
        part = part[3:]
    part = part.lstrip()
    part = _ASCII.sub(b"", part)  # what is written into it is UTF-8
    if b"<!" not in part and part.count(b"<?", 1) == 0:
        return part
    return _MARKUP.sub(lambda found: escape_bytes(found[1]) if found[1] is not None else b"", part)


def escape_bytes(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def escape(text: str) -> bytes:
    """Text for an element's content or a quoted attribute; line breaks are kept."""
    return escape_bytes(text.encode()).replace(b'"', b"&quot;").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def text_of(content: bytes) -> str:
    """What an element's raw content says, tags left out."""
    return html.unescape(TAG.sub(b"", content).decode("utf-8", "replace"))


def attributes_of(raw: bytes) -> dict[str, str]:
    return {
        name.decode("utf-8", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(raw)
    }


def get(raw: bytes, name: str) -> str | None:
    """The value of an attribute in a tag's raw attributes; a prefix counts as part of the name."""
    wanted = name.encode()
    for found, double, single in _ATTRIBUTE.findall(raw):
        if found == wanted:
            return html.unescape((double or single).decode("utf-8", "replace"))
    return None


def put(raw: bytes, name: str, value: str | None) -> bytes:
    """The raw attributes with one set, or without it (None)."""
    wanted = name.encode()
    written = b"" if value is None else wanted + b'="' + escape(value) + b'"'
    for match in _ATTRIBUTE.finditer(raw):
        if match[1] == wanted:
            before, after = raw[: match.start()], raw[match.end() :]
            return before + written + after if written else before.rstrip() + after
    return raw.rstrip() + b" " + written if written else raw


def root(part: bytes) -> Element:
    """The outermost element."""
    for match in TAG.finditer(part):
        if match[5]:
            return Element(match[3], match[2], match[4], match.start(), match.end(), match.end(), match.end())
        closing = part.rfind(b"</")
        if closing < match.end():
            break
        return Element(match[3], match[2], match[4], match.start(), match.end(), closing, len(part.rstrip()))
    raise PatchRefused("unreadable")


def children(part: bytes, start: int, end: int) -> list[Element]:
    """The elements directly between two places of a part."""
    found: list[Element] = []
    opened: list[re.Match] = []
    for match in TAG.finditer(part, start, end):
        if match[1]:
            if not opened:
                break
            first = opened.pop()
            if not opened:
                found.append(
                    Element(first[3], first[2], first[4], first.start(), first.end(), match.start(), match.end())
                )
        elif not match[5]:
            opened.append(match)
        elif not opened:
            found.append(Element(match[3], match[2], match[4], match.start(), match.end(), match.end(), match.end()))
    return found


def children_of(part: bytes, element: Element) -> list[Element]:
    return children(part, element.inner, element.inner_end)


def entries(part: bytes, element: Element, name: bytes) -> list[Element]:
    """The elements of a list, by whose places others name them; refused where others stand among or within them."""
    found = children_of(part, element)
    tags = TAG.finditer(part, element.inner, element.inner_end)
    if any(one.name != name for one in found) or sum(tag[3] == name and not tag[1] for tag in tags) != len(found):
        raise PatchRefused("unreadable")
    return found


def child(part: bytes, element: Element, name: bytes) -> Element | None:
    return next((one for one in children_of(part, element) if one.name == name), None)


def replaced(part: bytes, element: Element, attributes: bytes, content: bytes) -> bytes:
    """The part with an element's attributes and content changed."""
    name = element.prefix + element.name
    tag = b"<" + name + (b" " + attributes.strip() if attributes.strip() else b"")
    whole = tag + b">" + content + b"</" + name + b">" if content else tag + b"/>"
    return part[: element.start] + whole + part[element.end :]


def inserted(part: bytes, parent: Element, new: bytes, later: frozenset[bytes]) -> bytes:
    """The part with a new child in front of the first one whose name must come later (or at the end)."""
    place = next((one.start for one in children_of(part, parent) if one.name in later), parent.inner_end)
    if parent.is_single:
        return replaced(part, parent, parent.attributes, new)
    return part[:place] + new + part[place:]


def namespaces(element: Element) -> dict[str, str]:
    """The prefixes that an element declares ("" for the default)."""
    return {
        name.partition(":")[2]: value
        for name, value in attributes_of(element.attributes).items()
        if name == "xmlns" or name.startswith("xmlns:")
    }


def is_spreadsheet(element: Element) -> bool:
    """Whether an outermost element is one of a spreadsheet's parts."""
    return namespaces(element).get(element.prefix[:-1].decode("utf-8", "replace")) in _MAIN


def whole_number(text: str | None) -> int:
    """The number that an attribute states; 0 where it states none, as readers take it."""
    try:
        return int(text or 0)
    except ValueError:
        return 0


def is_strict(element: Element) -> bool:
    """Whether an element is of the strict kind of Office Open XML, whose namespaces have other names."""
    return any(value.startswith(_FOREIGN) for value in namespaces(element).values())


def office(strict: bool) -> str:
    """The namespace of relations, and the beginning of their types."""
    if strict:
        return _FOREIGN + "officeDocument/relationships"
    return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
