"""Django's `i18n` tags under our name; what a language alone decides is drawn once for each."""

from typing import Any, Final

from django.template import Context, Library, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.filters.update(i18n.register.filters)
register.tags.update(i18n.register.tags)


class _SaidOnce(Node):
    """A `{% translate "..." %}` whose words stand in the template: only the language changes."""

    child_nodelists: Final = ()  # type: ignore[misc] # as Django's own node

    def __init__(self, node: i18n.TranslateNode) -> None:
        self._node, self._name = node, node.asvar
        self._said: dict[tuple[str | None, bool], str] = {}
        node.asvar = None

    def render(self, context: Context) -> str:
        """What Django's node would say in this language."""
        asked = get_language(), context.autoescape
        said = self._said.get(asked)
        if said is None:
            said = self._said[asked] = self._node.render(context)
        if not self._name:
            return said
        context[self._name] = said
        return ""


class _Steady(Node):
    """What is the same on every page in a language. It is drawn with nothing of a page at hand:
    no variable, no request, no nonce can get into what everybody is shown afterwards."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._drawn: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """What stands inside, in the reader's language."""
        language = get_language()
        if language not in self._drawn:
            alone = Context()
            with alone.bind_template(context.template):  # type: ignore[arg-type] # there is one
                self._drawn[language] = self.nodelist.render(alone)
        return self._drawn[language]


@register.tag("steady")
def _steady(parser: Parser, _token: Token) -> Node:
    """`{% steady %}…{% endsteady %}` around what needs nothing but the language."""
    nodelist = parser.parse(("endsteady",))
    parser.delete_first_token()
    return _Steady(nodelist)


@register.tag("translate")
def _translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    constant = _stands_there(node.filter_expression) and _stands_there(node.message_context)
    return _SaidOnce(node) if constant else node


def _stands_there(expression: FilterExpression | None) -> bool:
    if expression is None:
        return True
    found: Any = expression.var
    return not expression.filters and (
        isinstance(found, str) or isinstance(getattr(found, "literal", None), str)
    )
