"""The template language: Liquid with few tags and filters, with bounds, and with output that knows what a datum is.

A template reaches its facts and nothing else: there is no loader, so nothing can be included. Loops, output and what
is remembered are bounded; ranges, which could be a thousand million long, are not taken at all. Whatever is printed is
escaped for Markdown, wrapped in marks where it is a datum, and a hole where it is missing: `drafting` reads the marks.
"""

import re
from collections.abc import Callable, Mapping
from typing import ClassVar, TextIO

from liquid import Environment, RenderContext, Token, Undefined
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, StringLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import LiquidError
from liquid.stringify import to_liquid_string
from liquid.template import BoundTemplate

from milepost.engines.templating.facts import Given, Missing
from milepost.engines.templating.words import Ready, filters, unless_missing

OPEN, CLOSE, HOLE = "\ue000", "\ue001", "\ue002"
"""Marks around a datum, and the mark of a missing one: private letters that no text of an organisation keeps."""

TAGS = frozenset({"content", "illegal", "assign", "if", "unless", "case", "for", "comment", "break", "continue", "#"})
FILTERS = frozenset(
    {
        *("append", "capitalize", "compact", "concat", "default", "downcase", "first", "join", "last"),
        *("map", "prepend", "size", "sort", "uniq", "upcase", "where"),
    }
)
LONGEST_TEMPLATE = 200_000

_MARKS = re.compile("[\ue000-\ue002]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#{}])")
_LIST = re.compile(r"^(\s{0,3}\d{0,9})([-+=.)])(?=\s|[-=]|$)")
"""What would begin a list, a rule or an underlining at the start of a line."""
_RANGE = re.compile(r"\{[{%][^}%]*\([^)}%]*\.\.[^)}%]*\)")
_HOLES = "holes"


class BadTemplate(Exception):
    """A template that cannot be read or written: the line (from 1) in its body, and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class _Datum(OutputNode):
    """An output that escapes, marks a datum, and leaves a hole where a fact is missing."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        if isinstance(value, Undefined):
            _note_hole(context, value)
            return buffer.write(HOLE)
        text = escaped(value)
        return buffer.write(text if isinstance(value, Given) or _is_fixed(self) else f"{OPEN}{text}{CLOSE}")


def _is_fixed(node: OutputNode) -> bool:
    """Whether the template itself says the value, such as the title of another document."""
    expression = node.expression
    return isinstance(expression, FilteredExpression) and isinstance(expression.left, StringLiteral)


def _note_hole(context: RenderContext, value: Undefined) -> None:
    holes = context.globals.get(_HOLES)
    if isinstance(holes, list) and isinstance(value, Missing) and value.path:
        holes.append(value.path)


def escaped(value: object) -> str:
    """A value as Markdown that shows it letter by letter, on one line."""
    text = to_liquid_string(value, autoescape=False)
    if isinstance(value, Ready):
        return text
    one_line = " ".join(line.strip() for line in _MARKS.sub("", text).splitlines())
    return _LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", one_line))


class _Output(Output):
    node_class = _Datum


class Language(Environment):
    """The template language of documents in one language.

    `titles` gives another document's identification as Markdown, by its key; `currency` stands before sums.
    """

    block_nesting_limit: ClassVar[int] = 12
    context_depth_limit: ClassVar[int] = 16
    loop_iteration_limit: ClassVar[int | None] = 20_000
    local_namespace_limit: ClassVar[int | None] = 400_000
    output_stream_limit: ClassVar[int | None] = 4_000_000

    def __init__(self, language: str, *, titles: Callable[[str], str], currency: str = "Rp") -> None:
        super().__init__(undefined=Undefined, strict_filters=True)
        self.code = language
        kept = {name: tag for name, tag in self.tags.items() if name in TAGS}
        self.tags.clear()
        self.tags.update(kept)
        self.add_tag(_Output)
        known = {name: apply for name, apply in self.filters.items() if name in FILTERS}
        self.filters.clear()
        careful = {name: unless_missing(apply) for name, apply in known.items() if name != "default"}
        self.filters.update({**known, **careful, **filters(language, titles, currency)})

    def read(self, body: str) -> BoundTemplate:
        """A template's body, parsed. Raises `BadTemplate`."""
        if len(body) > LONGEST_TEMPLATE:
            raise BadTemplate(1, f"is longer than {LONGEST_TEMPLATE} characters")
        found = _RANGE.search(body)
        if found:
            raise BadTemplate(_line(body, found.start()), "a range of numbers is not taken here")
        try:
            return self.from_string(body)
        except LiquidError as error:
            raise BadTemplate(_line_of(error, body), _reason(error)) from None
        except RecursionError:
            raise BadTemplate(1, "is nested too deeply") from None

    def write(self, body: str, facts: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
        """A template's text with the marks in it, and the paths of the missing facts. Raises `BadTemplate`."""
        template, holes = self.read(body), list[str]()
        try:
            text = template.render(**{**facts, _HOLES: holes})
        except LiquidError as error:
            raise BadTemplate(_line_of(error, body), _reason(error)) from None
        except (ArithmeticError, TypeError, ValueError, RecursionError) as error:
            raise BadTemplate(1, f"cannot be written: {error}") from None
        return text, tuple(holes)


def nodes_of(template: BoundTemplate) -> tuple[Node, ...]:
    """The nodes of a template, for those who look at what it asks for."""
    return tuple(template.nodes)


def _line_of(error: LiquidError, body: str) -> int:
    token: Token | None = error.token
    return _line(body, token.start_index) if token is not None else 1


def _line(body: str, index: int) -> int:
    return body.count("\n", 0, max(index, 0)) + 1


def _reason(error: LiquidError) -> str:
    return str(error.args[0] if error.args else error).splitlines()[0]
