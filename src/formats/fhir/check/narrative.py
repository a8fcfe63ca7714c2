"""What the readable text of a resource may hold: FHIR's rules txt-1 and txt-2.

Source: FHIR R4, Narrative: formatting of HTML 4.0 (chapters 7 to 11 and 15), links, images, styles.
"""

from __future__ import annotations

from typing import Final

from formats.fhir.tree import XHTML, Node

_ELEMENTS: Final = frozenset({
    "a", "abbr", "acronym", "address", "b", "big", "blockquote", "br", "caption", "cite", "code",
    "col", "colgroup", "dd", "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "q", "samp", "small", "span", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "ul", "var",
})  # fmt: skip
_ATTRIBUTES: Final = frozenset({
    "abbr", "accesskey", "align", "alt", "axis", "bgcolor", "border", "cellhalign", "cellpadding",
    "cellspacing", "cellvalign", "char", "charoff", "charset", "cite", "class", "colspan",
    "compact", "coords", "dir", "frame", "headers", "height", "href", "hreflang", "hspace", "id",
    "lang", "longdesc", "name", "nowrap", "rel", "rev", "rowspan", "rules", "scope", "shape",
    "span", "src", "start", "style", "summary", "tabindex", "title", "type", "valign", "value",
    "vspace", "width",
})  # fmt: skip


def broken_rule(div: Node) -> str:
    """The rule a readable text breaks, empty where it breaks none."""
    for node in div.walk():
        plain = {key for key in node.attributes if not key.startswith("{")}
        if node.namespace != XHTML or node.name not in _ELEMENTS or plain - _ATTRIBUTES:
            return "txt-1"
    if any(n.text.strip() or n.tail.strip() or n.name == "img" for n in div.walk()):
        return ""
    return "txt-2"
