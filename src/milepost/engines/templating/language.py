"""The template language: Liquid with few tags and filters, with bounds, and with output that knows what a datum is.

A template reaches its facts and nothing else: there is no loader, so nothing can be included. Loops (one by one and all
together), output and what is remembered are bounded; ranges, which could be a thousand million long, are not taken at
all. Whatever is printed is escaped for Markdown, wrapped in marks where it is a datum, and a hole where it is missing:
`drafting` reads the marks.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar, TextIO, cast

from liquid import Environment, RenderContext, Token, Undefined
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, StringLiteral
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.for_tag import ForNode, ForTag
from liquid.exceptions import LiquidError, LoopIterationLimitError
from liquid.expression import Expression
from liquid.stringify import to_liquid_string
from liquid.template import BoundTemplate

from milepost.engines.rules.texts import Text, say
from milepost.engines.templating.facts import Given, Missing
from milepost.engines.templating.words import Ready, bounded, filters, lacking_last, unless_missing

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
MOST_WORK = 200_000
"""Steps that the loops of a document may take in all, a turn counting with what stands in it; ours take under 2,000."""
MOST_NAMES = 200
"""Names that a template may assign: each assignment weighs them all."""

_MARKS = re.compile("[\ue000-\ue002]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#{}])")
_LIST = re.compile(r"^(\s{0,3}\d{0,9})([-+=.)])(?=\s|[-=]|$)")
"""What would begin a list, a rule or an underlining at the start of a line."""
_UNCLOSED = re.compile(r"expected tag end(\w+)")
_HOLES = "holes"


class BadTemplate(Exception):
    """A template that cannot be read or written: the line (from 1) in its body, and the reason.

    A reason of ours is a text to be translated, one of the language's own parser is English.
    """

    def __init__(self, line: int, reason: Text | str) -> None:
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
        if isinstance(value, Mapping):  # a record is no text: one of its facts is
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


class _Bounded(RenderContext):
    """Counts what all loops of a template do: many short ones after each other take as long as a long one."""

    weight = 1
    spent = 0

    def raise_for_loop_limit(self, length: int = 1) -> None:
        super().raise_for_loop_limit(length)
        self.spent += length * self.weight
        if self.spent > MOST_WORK:
            raise LoopIterationLimitError("loop iteration limit reached", token=None)


class _Loop(ForNode):
    """A loop that says how much stands in it, loops within it left out: they count by themselves."""

    _weight = 0

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if isinstance(context, _Bounded):
            self._weight = self._weight or 1 + sum(1 for _ in _steps(self.block, context))
            context.weight = self._weight
        return super().render_to_output(context, buffer)


class _For(ForTag):
    node_class = _Loop


class Parsed(BoundTemplate):
    """A template's body that was read, to be written any number of times."""

    context_class = _Bounded
    body = ""


def _steps(node: Node, context: RenderContext) -> Iterator[Node]:
    for child in node.children(context):
        yield child
        if not isinstance(child, ForNode):
            yield from _steps(child, context)


class Language(Environment):
    """The template language of documents in one language.

    `titles` gives another document's identification as Markdown, by its key; `currency` stands before sums.
    """

    block_nesting_limit: ClassVar[int] = 12
    context_depth_limit: ClassVar[int] = 16
    loop_iteration_limit: ClassVar[int | None] = 20_000
    local_namespace_limit: ClassVar[int | None] = 400_000
    output_stream_limit: ClassVar[int | None] = 4_000_000
    template_class = Parsed

    def __init__(self, language: str, *, titles: Callable[[str], str], currency: str = "Rp") -> None:
        super().__init__(undefined=Undefined, strict_filters=True)
        self.code = language
        kept = {name: tag for name, tag in self.tags.items() if name in TAGS}
        self.tags.clear()
        self.tags.update(kept)
        self.add_tag(_Output)
        self.add_tag(_For)
        known = {name: apply for name, apply in self.filters.items() if name in FILTERS}
        self.filters.clear()
        known["join"] = bounded(known["join"])
        known["sort"] = lacking_last(known["sort"])
        careful = {name: unless_missing(apply) for name, apply in known.items() if name != "default"}
        self.filters.update({**known, **careful, **filters(language, titles, currency)})

    def read(self, body: str) -> Parsed:
        """A template's body, parsed. Raises `BadTemplate`."""
        if len(body) > LONGEST_TEMPLATE:
            raise BadTemplate(1, say("is longer than {most} characters", most=LONGEST_TEMPLATE))
        try:
            template = cast("Parsed", self.from_string(body))
            _refuse_unbounded(template, body)
        except LiquidError as error:
            raise BadTemplate(_line_of(error, body), _reason(error)) from None
        except RecursionError:
            raise BadTemplate(1, say("is nested too deeply")) from None
        template.body = body
        return template

    def write(self, template: Parsed, facts: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
        """A template's text with the marks in it, and the path of each missing fact. Raises `BadTemplate`."""
        holes = list[str]()
        try:
            text = template.render(**{**facts, _HOLES: holes})
        except LiquidError as error:
            raise BadTemplate(_line_of(error, template.body), _reason(error)) from None
        except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise BadTemplate(1, say("cannot be written: {why}", why=str(error)[:200])) from None
        return text, tuple(dict.fromkeys(holes))


def nodes_of(template: BoundTemplate) -> Iterator[Node]:
    """Every node of a template in the order of its text, for those who look at what it asks for."""
    context = RenderContext(template)

    def below(nodes: Iterable[Node]) -> Iterator[Node]:
        for node in nodes:
            yield node
            yield from below(node.children(context))

    return below(template.nodes)


def expressions_of(expression: Expression) -> Iterator[Expression]:
    """An expression with all that it is made of."""
    yield expression
    for part in expression.children():
        yield from expressions_of(part)


def _refuse_unbounded(template: BoundTemplate, body: str) -> None:
    names = set()
    for node in nodes_of(template):
        if isinstance(node, AssignNode):
            names.add(str(node.name))
        for part in (part for whole in node.expressions() for part in expressions_of(whole)):
            if isinstance(part, RangeLiteral):
                raise BadTemplate(_line(body, node.token.start_index), say("a range of numbers is not taken here"))
    if len(names) > MOST_NAMES:
        raise BadTemplate(1, say("assigns more than {most} names", most=MOST_NAMES))


def _line_of(error: LiquidError, body: str) -> int:
    unclosed = _UNCLOSED.search(str(error))
    if unclosed is not None:  # reported where the text ends, and wanted where it was opened
        return _line(body, _opened(body, unclosed.group(1)))
    token: Token | None = error.token
    return _line(body, token.start_index) if token is not None else 1


def _line(body: str, index: int) -> int:
    return body.count("\n", 0, max(index, 0)) + 1


def _opened(body: str, tag: str) -> int:
    """Where the last tag of a kind stands that nothing closes."""
    still_open: list[int] = []
    for found in re.finditer(r"\{%-?\s*(end)?" + tag + r"\b", body):
        if not found.group(1):
            still_open.append(found.start())
        elif still_open:
            still_open.pop()
    return still_open[-1] if still_open else 0


def _reason(error: LiquidError) -> str:
    return str(error.args[0] if error.args else error).splitlines()[0]
