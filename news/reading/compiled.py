"""The reader's templates as Python functions: the same markup as Django's engine gives, in a third of the time.

Django walks a tree of nodes and copies a context for every ``include``; a front page has more than a hundred. Here the
tree that Django has parsed is written down once as a function: names become variables, includes become calls. What a
template may use is what readers' pages use: ``extends`` and ``block`` (without ``block.super``), ``if``, ``for``
(without ``forloop.parentloop``), ``with``, ``include … only``, ``static``, filters and simple tags without context. A
page that uses anything else (a form with its token) is rendered by Django, which is found out before its first time.

``tests/reading/test_compiled.py`` renders every component in every state both ways.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from typing import Any

from django.conf import settings
from django.template import Template, engines
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable, VariableNode
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, TemplateLiteral, WithNode
from django.template.library import SimpleNode
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString, mark_safe

from news.reading.compiled_values import CALLED, kept_safe

Rendering = Callable[..., SafeString]
COMPARED = {"and", "or", "==", "!=", ">", ">=", "<", "<=", "in", "not in", "is", "is not"}
LOOP = {"first": "{i} == 0", "last": "{i} == {n} - 1", "counter": "{i} + 1", "counter0": "{i}"}
_made: dict[tuple[str, frozenset[str]], tuple[Template, Rendering | None]] = {}


class _NotHere(Exception):
    """The template uses something that is left to Django."""


def rendering(name: str, given: Mapping[str, Any]) -> SafeString | None:
    """Return a template rendered with these names; None for one that is left to Django, as all are while DEBUG."""
    if settings.DEBUG:
        return None
    function = written(name, frozenset(given))
    return function(*(given[each] for each in sorted(given))) if function else None


def markup(name: str, **given: Any) -> SafeString:
    """Return ``components/<name>.html`` rendered with these names, written down or not."""
    path = f"components/{name}.html"
    done = rendering(path, given)
    return SafeString(render_to_string(path, given)) if done is None else done


def written(name: str, names: frozenset[str]) -> Rendering | None:
    """Return the function of a template, which takes these names sorted; None for one that is left to Django."""
    template = _named(name)
    made = _made.get((name, names))
    if made is None or made[0] is not template:
        try:
            function: Rendering | None = _Writer().function(template, names)
        except _NotHere:
            function = None
        made = _made[name, names] = template, function
    return made[1]


class _Writer:
    """Writes the functions of a page and of all that it includes."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.lines: list[str] = []
        self.depth = 0
        self.scope: dict[str, str] = {}
        self.blocks: dict[str, BlockNode] = {}
        self.known: dict[str, Any] = dict(CALLED)
        self.functions: dict[tuple[str, frozenset[str]], str] = {}

    def function(self, template: Template, names: frozenset[str]) -> Rendering:
        """Return the function of a page, which takes these names."""
        name = self._define(template, names)
        source = "\n".join(self.done)
        exec(compile(source, f"<{template.name}>", "exec"), self.known)  # noqa: S102 - written here from own templates
        made: Rendering = self.known[name]
        return made

    def _define(self, template: Template, names: frozenset[str]) -> str:
        key = str(template.name), names
        if key in self.functions:
            return self.functions[key]
        name = self.functions[key] = f"t{len(self.functions)}"
        outer = self.lines, self.depth, self.scope, self.blocks
        self.lines, self.depth, self.blocks = [], 1, {}
        self.scope = {given: f"v_{given}" for given in names}
        self._blocks_of(template)
        self._nodes(template.nodelist)
        takes = ", ".join(f"v_{given}" for given in sorted(names))
        self.done += [
            f"def {name}({takes}):",
            " out = []",
            " w = out.append",
            *self.lines,
            " return safe(''.join(out))",
        ]
        self.lines, self.depth, self.scope, self.blocks = outer
        return name

    def extends(self, node: Any) -> None:
        """Write what the template extends, with each block as the first of both has it."""
        for name, block in node.blocks.items():
            self.blocks.setdefault(name, block)
        parent = _named(node.parent_name)
        self._blocks_of(parent)
        self._nodes(parent.nodelist)

    def _say(self, line: str) -> None:
        self.lines.append(" " * self.depth + line)

    @contextmanager
    def _inside(self, line: str) -> Iterator[None]:
        self._say(line)
        self.depth += 1
        before, scope = len(self.lines), dict(self.scope)
        yield
        if len(self.lines) == before:
            self._say("pass")
        self.depth -= 1
        self.scope = scope

    def _blocks_of(self, template: Template) -> None:
        found: list[Any] = template.nodelist.get_nodes_by_type(BlockNode)
        for block in found:
            self.blocks.setdefault(block.name, block)

    def _const(self, value: Any) -> str:
        name = f"c{len(self.known)}"
        self.known[name] = value
        return name

    def _nodes(self, nodes: NodeList) -> None:
        for node in nodes:
            write = WRITE.get(type(node))
            if write is None:
                raise _NotHere(type(node).__name__)
            write(self, node)

    # nodes

    def text(self, node: TextNode) -> None:
        self._say(f"w({node.s!r})")

    def value(self, node: VariableNode) -> None:
        self._say(f"w(shown({self.expression(node.filter_expression)}))")

    def nothing(self, node: Node) -> None:
        """Leave no trace."""

    def static(self, node: Any) -> None:
        if node.varname is not None or isinstance(node.path.var, Variable):
            raise _NotHere("static")
        self._say(f"w({escape(node.handle_simple(node.path.var))!r})")

    def block(self, node: BlockNode) -> None:
        self._nodes(self.blocks[node.name].nodelist)

    def tag(self, node: Any) -> None:
        if node.takes_context or node.target_var is not None or type(node) is not SimpleNode:
            raise _NotHere("tag")
        given = [self.expression(each) for each in node.args]
        given += [f"{name}={self.expression(each)}" for name, each in node.kwargs.items()]
        self._say(f"w(shown({self._const(node.func)}({', '.join(given)})))")

    def choice(self, node: Any) -> None:
        word = "if"
        for condition, nodes in node.conditions_nodelists:
            with self._inside(f"{word} {self.condition(condition)}:" if condition is not None else "else:"):
                self._nodes(nodes)
            word = "elif"

    def loop(self, node: Any) -> None:
        if node.is_reversed:
            raise _NotHere("reversed")
        mark = len(self.lines)
        place, sequence = f"i{mark}_{self.depth}", f"s{mark}_{self.depth}"
        self._say(f"{sequence} = rows({self.expression(node.sequence, quiet=True)})")
        names = [f"v_{name}_{mark}" for name in node.loopvars]
        if len(names) == 1:
            head = f"for {place}, {names[0]} in enumerate({sequence}):"
        else:
            head = f"for {place}, ({', '.join(names)}) in enumerate(unpack({sequence}, {len(names)})):"
        with self._inside(f"if len({sequence}):"), self._inside(head):
            self.scope |= dict(zip(node.loopvars, names, strict=True))
            self.scope |= {f"forloop.{word}": how.format(i=place, n=f"len({sequence})") for word, how in LOOP.items()}
            self._nodes(node.nodelist_loop)
        with self._inside("else:"):
            self._nodes(node.nodelist_empty)

    def naming(self, node: Any) -> None:
        given = {name: self.expression(each) for name, each in node.extra_context.items()}
        with self._inside("if True:"):
            for name, each in given.items():
                own = f"v_{name}_{len(self.lines)}"
                self._say(f"{own} = {each}")
                self.scope[name] = own
            self._nodes(node.nodelist)

    def include(self, node: Any) -> None:
        if not node.isolated_context:
            raise _NotHere("include without only")
        given = {name: self.expression(each) for name, each in node.extra_context.items()}
        function = self._define(_named(node.template), frozenset(given))
        self._say(f"w({function}({', '.join(given[name] for name in sorted(given))}))")

    # expressions

    def condition(self, token: Any) -> str:
        """Return a condition of ``if``. What cannot be compared is an error here; Django takes it for false."""
        if isinstance(token, TemplateLiteral):
            value: Any = token.value  # an expression
            return self.expression(value, quiet=True)
        if token.id == "not":
            return f"(not {self.condition(token.first)})"
        if token.id not in COMPARED:
            raise _NotHere(token.id)
        return f"({self.condition(token.first)} {token.id} {self.condition(token.second)})"

    def expression(self, given: FilterExpression, *, quiet: bool = False) -> str:
        """Return an expression with its filters; what is not there is '', None where ``quiet`` (in tags)."""
        if isinstance(given.var, Variable):
            said = self._variable(given.var, "None" if quiet else "''")
        else:
            said = self._const(given.var)
        for function, args in given.filters:
            said = self._filtered(said, function, args)
        return said

    def _filtered(self, said: str, function: Any, args: list[tuple[bool, Any]]) -> str:
        if getattr(function, "expects_localtime", False):
            raise _NotHere("a filter of local times")
        values = [
            self._variable(value, "''")
            if is_name
            else self._const(mark_safe(value) if isinstance(value, str) else value)  # noqa: S308
            for is_name, value in args
        ]
        values += ["autoescape=True"] if getattr(function, "needs_autoescape", False) else []
        safe = getattr(function, "is_safe", False)
        name = self._const(kept_safe(function) if safe else function)
        return f"{name}({', '.join([said, *values])})"

    def _variable(self, variable: Variable, missing: str) -> str:
        if variable.translate:
            raise _NotHere("translation")
        if variable.lookups is None:
            return self._const(variable.literal)
        first, *others = variable.lookups
        if first in {"True", "False", "None"} and not others:
            return first
        if first == "forloop":
            said = self.scope.get(f"forloop.{others[0] if others else ''}")
            if said is None or len(others) > 1:
                raise _NotHere("forloop")
            return f"({said})"
        if first not in self.scope:
            if first in FOREIGN:
                raise _NotHere(first)
            return missing
        said = self.scope[first]
        for name in others[:-1]:
            said = f"look({said}, {name!r}, None)"
        return f"look({said}, {others[-1]!r}, {missing})" if others else said


# What Django's context processors would bring, and the block above.
FOREIGN = {"request", "user", "perms", "messages", "DEFAULT_MESSAGE_LEVELS", "csrf_token", "block"}
WRITE: dict[type[Node], Callable[[_Writer, Any], None]] = {
    TextNode: _Writer.text,
    VariableNode: _Writer.value,
    LoadNode: _Writer.nothing,
    CommentNode: _Writer.nothing,
    StaticNode: _Writer.static,
    ExtendsNode: _Writer.extends,
    BlockNode: _Writer.block,
    SimpleNode: _Writer.tag,
    IfNode: _Writer.choice,
    ForNode: _Writer.loop,
    WithNode: _Writer.naming,
    IncludeNode: _Writer.include,
}


def _named(name: str | FilterExpression) -> Template:
    """Return a template, which Django reads once."""
    if isinstance(name, FilterExpression):
        if name.filters or not isinstance(name.var, str):
            raise _NotHere("a template chosen while rendering")
        name = name.var
    template: Template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]
    return template
