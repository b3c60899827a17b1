"""The names in a template that no register has, found without facts: a slip of the pen, or a reach for something else.

Each path is followed through the shapes: a loop gives its name the shape of an item, an assignment that of its value.
Where a shape cannot be told (what a filter made), only names that begin with an underscore are refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from liquid.ast import Node
from liquid.builtin.expressions import Filter, FilteredExpression, LoopExpression, Path, StringLiteral
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.expression import Expression

from milepost.engines.rules.texts import say
from milepost.engines.templating.answers import BadAnswer, shape_of
from milepost.engines.templating.checking import Fault, line_of
from milepost.engines.templating.front import Template
from milepost.engines.templating.language import BadTemplate, Language, expressions_of, nodes_of
from milepost.engines.templating.shapes import REFERENCES, Shape, word_of

_SATISFIED: dict[str, Shape] = {
    "id": "plain",
    "text": "plain",
    "heading": "plain",
    "by": "plain",
    "record_name": "plain",
}
_KEEPING = frozenset({"where", "sort", "uniq", "compact", "concat"})
_BY_NAME = frozenset({"map", "where", "sort", "uniq", "compact"})
_ENDS = frozenset({"first", "last"})


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of entries by key."""

    entry: Shape


type _Known = Shape | _Table | None


class _Unknown(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def check_names(
    template: Template, language: Language, shapes: Mapping[str, Shape], by_key: Iterable[str]
) -> tuple[Fault, ...]:
    """Every name that has no shape, with its line; of `needs` too. Nothing of a template that cannot be read."""
    try:
        nodes = tuple(nodes_of(language.read(template.body)))
    except BadTemplate:
        return ()
    reader = _Reader(template, dict(shapes), _roots(template, shapes, frozenset(by_key)))
    for path in template.needs:
        reader.follow(path.split("."), 2)
    for node in nodes:
        reader.read(node)
    return tuple(sorted(reader.faults, key=lambda fault: fault.line))


def _roots(template: Template, shapes: Mapping[str, Shape], by_key: frozenset[str]) -> dict[str, _Known]:
    asked: dict[str, Shape] = {}
    for question in template.questions:
        try:
            asked[question.key] = shape_of(question.answer)
        except BadAnswer:
            continue  # told by `checking`
    roots: dict[str, _Known] = {name: _Table(shape) if name in by_key else shape for name, shape in shapes.items()}
    return {**roots, "q": asked, "doc": {"satisfies": [_SATISFIED]}}


@dataclass(slots=True)
class _Reader:
    """Reads nodes in the order of the text; `known` grows with what loops and assignments name."""

    template: Template
    shapes: dict[str, Shape]
    known: dict[str, _Known]
    faults: list[Fault] = field(default_factory=list)

    def read(self, node: Node) -> None:
        line = line_of(self.template, max(node.token.start_index, 0))
        for whole in node.expressions():
            for part in expressions_of(whole):
                if isinstance(part, Path):
                    self.follow(part.path, line)
                elif isinstance(part, FilteredExpression):
                    self._check_filters(part, line)
        if isinstance(node, ForNode):
            self.known[node.expression.identifier] = self._item_of(node.expression)
            self.known["forloop"] = None
        elif isinstance(node, AssignNode):
            shape, name = self._shape(node.expression), str(node.name)
            self.known[name] = shape if self.known.get(name, shape) == shape else None

    def follow(self, path: Iterable[object], line: int) -> _Known:
        """The shape at a path; a name that is not there is a fault, and its shape unknown."""
        parts = list(path)
        try:
            shape = self._first(parts[0])
            for part in parts[1:]:
                shape = self._next(shape, part)
        except _Unknown as unknown:
            whole = ".".join(str(part) for part in parts)
            fault = Fault(line, say("“{path}”: no register has “{name}”", path=whole[:120], name=unknown.name[:60]))
            if fault not in self.faults:
                self.faults.append(fault)
            return None
        return shape

    def _first(self, name: object) -> _Known:
        if not isinstance(name, str):
            return None
        if name not in self.known:
            raise _Unknown(name)
        return self.known[name]

    def _next(self, shape: _Known, part: object) -> _Known:
        if isinstance(part, str) and part.startswith("_"):
            raise _Unknown(part)
        if isinstance(shape, _Table):
            return None if part in {"size", *_ENDS} else shape.entry
        if isinstance(shape, list):
            if part in _ENDS or not isinstance(part, str):
                return shape[0]
            return _size(part)
        if isinstance(shape, dict):
            if isinstance(part, str) and part not in shape:
                raise _Unknown(part)
            return shape[part] if isinstance(part, str) else None
        if isinstance(shape, str):
            table = REFERENCES.get(word_of(shape)[0])
            return self._next(self.shapes[table], part) if table else _size(part)
        return None

    def _item_of(self, loop: LoopExpression) -> _Known:
        shape = self._shape(loop.iterable)
        return shape[0] if isinstance(shape, list) else None

    def _shape(self, expression: Expression) -> _Known:
        """What an expression gives; faults in it were told when it was read."""
        if isinstance(expression, FilteredExpression):
            shape = self._shape(expression.left)
            for each in expression.filters or ():
                shape = self._filtered(shape, each)
            return shape
        if not isinstance(expression, Path):
            return None
        told = len(self.faults)
        shape = self.follow(expression.path, 1)
        del self.faults[told:]
        return shape

    def _filtered(self, shape: _Known, each: Filter) -> _Known:
        if each.name in _KEEPING:
            return shape
        if isinstance(shape, list) and each.name in _ENDS:
            return shape[0]
        return "number" if each.name == "size" else None

    def _check_filters(self, expression: FilteredExpression, line: int) -> None:
        """The fact that `map`, `where` and their like ask each item for."""
        shape = self._shape(expression.left)
        for each in expression.filters or ():
            values = (getattr(argument, "value", None) for argument in each.args)
            asked = next((value for value in values if isinstance(value, StringLiteral)), None)
            if each.name in _BY_NAME and asked is not None:
                inner = shape[0] if isinstance(shape, list) else None
                try:
                    self._next(inner, str(asked.value))
                except _Unknown as unknown:
                    path = f"{expression.left}: {each.name}"
                    self.faults.append(
                        Fault(line, say("“{path}”: no register has “{name}”", path=path, name=unknown.name[:60]))
                    )
            shape = self._filtered(shape, each)


def _size(part: object) -> _Known:
    if part == "size":
        return "number"
    raise _Unknown(str(part))
