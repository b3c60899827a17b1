"""Which way is down, and in which layer each thing stands: states in even layers, labels between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from milepost.engines.rendering.blocks import Flow, Transition


class Kind(StrEnum):
    """What stands at a place."""

    STATE = "state"
    LABEL = "label"
    BEND = "bend"  # where a line passes a layer


@dataclass(slots=True)
class Node:
    """A thing with a place. `left` and `right` are what it needs on either side of `x`."""

    kind: Kind
    key: str  # of a state
    layer: int
    number: int  # in the order in which nodes were made: settles every tie
    lines: list[tuple[str, bool]] = field(default_factory=list)  # words, strong
    left: float = 0
    right: float = 0
    height: float = 0
    x: float = 0
    y: float = 0


@dataclass(slots=True)
class Line:
    """A transition as nodes from the upper to the lower state; `back` runs upwards."""

    step: Transition
    nodes: list[Node]
    back: bool


@dataclass(slots=True)
class Layers:
    """Nodes by layer, the lines through them, and the steps that stay in their state."""

    layers: list[list[Node]]
    lines: list[Line]
    states: dict[str, Node]
    loops: dict[str, list[Transition]]


def in_layers(flow: Flow) -> Layers:
    """Every state, label and bend in its layer."""
    loops = {state.key: [s for s in flow.transitions if s.source == s.target == state.key] for state in flow.states}
    steps = [step for step in flow.transitions if step.source != step.target]
    back = _back_steps([state.key for state in flow.states], steps)
    depth = _depths(
        [state.key for state in flow.states],
        [(s.target, s.source) if n in back else (s.source, s.target) for n, s in enumerate(steps)],
    )
    layers: list[list[Node]] = [[] for _ in range(max(depth.values()) * 2 + 1)]
    numbers = iter(range(1_000_000))
    states = {state.key: Node(Kind.STATE, state.key, depth[state.key] * 2, next(numbers)) for state in flow.states}
    for node in states.values():
        layers[node.layer].append(node)
    lines = [_line(step, states, layers, numbers, back=number in back) for number, step in enumerate(steps)]
    return Layers(layers, lines, states, loops)


def _line(
    step: Transition, states: dict[str, Node], layers: list[list[Node]], numbers: Iterator[int], *, back: bool
) -> Line:
    upper, lower = (step.target, step.source) if back else (step.source, step.target)
    top, bottom = states[upper], states[lower]
    labelled = (bottom.layer - 1 if back else top.layer + 1) if step.who or step.when else -1
    nodes = [top]
    for layer in range(top.layer + 1, bottom.layer):
        node = Node(Kind.LABEL if layer == labelled else Kind.BEND, "", layer, next(numbers))
        layers[layer].append(node)
        nodes.append(node)
    return Line(step, [*nodes, bottom], back)


def _back_steps(keys: Sequence[str], steps: Sequence[Transition]) -> set[int]:
    """The steps that close a circle, when one walks from the first state on, by number."""
    leaving: dict[str, list[tuple[int, str]]] = {key: [] for key in keys}
    for number, step in enumerate(steps):
        leaving[step.source].append((number, step.target))
    back: set[int] = set()
    done: set[str] = set()
    for first in keys:
        if first in done:
            continue
        way = [first]
        walks = [iter(leaving[first])]
        while way:
            number, target = next(walks[-1], (-1, ""))
            if not target:
                done.add(way.pop())
                walks.pop()
            elif target in way:
                back.add(number)
            elif target not in done:
                way.append(target)
                walks.append(iter(leaving[target]))
    return back


def _depths(keys: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """How far down each state stands: one below the lowest that leads to it."""
    depth = dict.fromkeys(keys, 0)
    for _ in keys:  # the longest way has fewer steps than there are states
        moved = False
        for upper, lower in edges:
            if depth[lower] <= depth[upper]:
                depth[lower] = depth[upper] + 1
                moved = True
        if not moved:
            break
    return depth
