"""Sizes and coordinates, in points. The drawing is as wide as the text of an A4 page allows, or is made smaller."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from milepost.engines.rendering.blocks import Flow, Transition
from milepost.engines.rendering.flows.layers import Kind, Layers, Line, Node, in_layers
from milepost.engines.rendering.flows.order import Neighbours, neighbours, order
from milepost.engines.rendering.typefaces import drawable, width, wrapped

WIDEST, HIGHEST = 470.0, 650.0  # the room on an A4 page
NAME, LABEL = 9.5, 8.0  # sizes of type
NAME_LINE, LABEL_LINE = 12.5, 10.5
LOOP = 20.0  # how far a step that stays reaches out
START = 22.0  # room above the first state for where everything begins
MARGIN, APART, GAP = 8.0, 16.0, 20.0  # around everything, between neighbours, between layers
_LABEL_WIDTHS = (124.0, 108.0, 92.0, 78.0)
_PASSES = 40
_STIFF = 12.0  # how much more a line wants to be straight than a box in the middle


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place. `scale` is by how much it must shrink to fit the page."""

    width: float
    height: float
    scale: float
    states: Sequence[Node]
    labels: Sequence[Node]
    lines: Sequence[Line]
    loops: dict[str, list[Transition]]
    bands: Sequence[tuple[float, float]]  # top and bottom of each layer
    first: str  # the key of the first state
    last: frozenset[str]  # keys of those that nothing leaves


@lru_cache(maxsize=64)  # page, PDF and DOCX of a document draw the same one; whoever gets it only reads it
def laid_out(flow: Flow) -> Layout:
    """The flow in its places: of four widths of labels the one that lets it stay largest, rather a wide one."""
    best = _tried(flow, _LABEL_WIDTHS[0])
    for label_width in _LABEL_WIDTHS[1:]:
        if best.scale == 1.0:
            break
        best = max(best, _tried(flow, label_width), key=lambda layout: layout.scale)
    return best


def _tried(flow: Flow, label_width: float) -> Layout:
    layers = in_layers(flow)
    _measure(layers, flow, label_width)
    order(layers)
    return _placed(layers, flow)


def _measure(layers: Layers, flow: Flow, label_width: float) -> None:
    for state in flow.states:
        node = layers.states[state.key]
        names = wrapped(drawable(state.name), 128, NAME, strong=True) or ["–"]
        node.lines = [(name, True) for name in names]
        half = max(64.0, max(width(name, NAME, strong=True) for name in names) + 22) / 2
        node.left, node.right, node.height = half, half, len(names) * NAME_LINE + 13
        if loops := layers.loops[state.key]:
            words = [line for step in loops for line in label_lines(step, label_width)]
            node.right += LOOP + 6 + _widest(words)
            node.height = max(node.height, len(words) * LABEL_LINE + 4)
    for line in layers.lines:
        for node in line.nodes:
            if node.kind == Kind.LABEL:
                node.lines = label_lines(line.step, label_width)
                node.left = node.right = _widest(node.lines) / 2 + 2
                node.height = len(node.lines) * LABEL_LINE + 3


def label_lines(step: Transition, room: float) -> list[tuple[str, bool]]:
    """Who in strong words, and below it when."""
    who = [(line, True) for line in wrapped(drawable(step.who), room, LABEL, strong=True)]
    return who + [(line, False) for line in wrapped(drawable(step.when), room, LABEL)]


def _widest(lines: Sequence[tuple[str, bool]]) -> float:
    return max(width(words, LABEL, strong=strong) for words, strong in lines) if lines else 0.0


def _placed(layers: Layers, flow: Flow) -> Layout:
    bands = _down(layers.layers)
    _across(layers.layers, *neighbours(layers), _straights(layers.lines))
    nodes = [node for layer in layers.layers for node in layer]
    leftmost = min(node.x - node.left for node in nodes)
    for node in nodes:
        node.x += MARGIN - leftmost
    wide = max(node.x + node.right for node in nodes) + MARGIN
    high = bands[-1][1] + MARGIN
    return Layout(
        width=wide,
        height=high,
        scale=min(1.0, WIDEST / wide, HIGHEST / high),
        states=[layers.states[state.key] for state in flow.states],
        labels=[node for node in nodes if node.kind == Kind.LABEL],
        lines=layers.lines,
        loops=layers.loops,
        bands=bands,
        first=flow.states[0].key,
        last=frozenset(s.key for s in flow.states) - {t.source for t in flow.transitions if t.source != t.target},
    )


def _down(layers: Sequence[Sequence[Node]]) -> list[tuple[float, float]]:
    bands = []
    top = MARGIN + START
    for layer in layers:
        high = max((node.height for node in layer), default=0)
        for node in layer:
            node.y = top + high / 2
        bands.append((top, top + high))
        top += high + GAP
    return bands


def _straights(lines: Sequence[Line]) -> dict[int, list[Node]]:
    """For each bend, by number: the bends that follow each other in its line, itself among them."""
    found: dict[int, list[Node]] = {}
    for line in lines:
        run: list[Node] = []
        for node in line.nodes:
            run = [*run, node] if node.kind == Kind.BEND else []
            found.update((bend.number, run) for bend in run)
    return found


def _across(
    layers: Sequence[Sequence[Node]], above: Neighbours, below: Neighbours, straights: dict[int, list[Node]]
) -> None:
    """Each node as near to the middle of its neighbours as those beside it allow, over and over."""
    for layer in layers:
        spread(layer, [0.0] * len(layer), [1.0] * len(layer))
    for number in range(_PASSES):
        down = number % 2 == 0
        joined = above if down else below
        for layer in layers if down else reversed(layers):
            both = number >= _PASSES - 4  # at last between both sides
            wanted = [
                _wanted(node, (*above[node.number], *below[node.number]) if both else joined[node.number], straights)
                for node in layer
            ]
            spread(layer, wanted, [_STIFF if node.kind == Kind.BEND else 1.0 for node in layer])


def _wanted(node: Node, others: Sequence[Node], straights: dict[int, list[Node]]) -> float:
    run = straights.get(node.number, ())
    if len(run) > 1:
        return sum(bend.x for bend in run) / len(run)
    return sum(other.x for other in others) / len(others) if others else node.x


def spread(layer: Sequence[Node], wanted: Sequence[float], weights: Sequence[float]) -> None:
    """The places nearest to those wanted that keep the order and what each node needs beside it."""
    offsets = [0.0]
    for left, right in pairwise(layer):
        offsets.append(offsets[-1] + left.right + APART + right.left)
    free = rising([want - offset for want, offset in zip(wanted, offsets, strict=False)], weights)
    for node, place, offset in zip(layer, free, offsets, strict=False):
        node.x = place + offset


def rising(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The numbers nearest to those wanted (by weighted least squares) that never fall: pool adjacent violators."""
    pools: list[tuple[float, float, int]] = []  # sum, weight, count
    for number, weight in zip(wanted, weights, strict=True):
        total, heavy, count = number * weight, weight, 1
        while pools and pools[-1][0] / pools[-1][1] > total / heavy:
            before = pools.pop()
            total, heavy, count = total + before[0], heavy + before[1], count + before[2]
        pools.append((total, heavy, count))
    return [total / heavy for total, heavy, count in pools for _ in range(count)]
