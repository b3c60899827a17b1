"""Who stands beside whom: few crossings, by sweeps over the layers."""

from bisect import bisect, insort
from collections.abc import Mapping, Sequence

from milepost.engines.rendering.flows.layers import Layers, Node

SWEEPS = 12
type Neighbours = Mapping[int, Sequence[Node]]


def neighbours(layers: Layers) -> tuple[Neighbours, Neighbours]:
    """For each node, by number: those it is joined to above, and below."""
    above: dict[int, list[Node]] = {node.number: [] for layer in layers.layers for node in layer}
    below: dict[int, list[Node]] = {node.number: [] for layer in layers.layers for node in layer}
    for line in layers.lines:
        for upper, lower in zip(line.nodes, line.nodes[1:], strict=False):
            above[lower.number].append(upper)
            below[upper.number].append(lower)
    return above, below


def order(layers: Layers) -> None:
    """Put the nodes of every layer in the order that crosses least, of those that the sweeps come by."""
    above, below = neighbours(layers)
    best = [list(layer) for layer in layers.layers]
    least = _crossings(best, below)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        _sweep(layers.layers, above if down else below, down=down)
        crossings = _crossings(layers.layers, below)
        if crossings < least:
            best, least = [list(layer) for layer in layers.layers], crossings
    layers.layers[:] = best


def _sweep(layers: list[list[Node]], fixed: Neighbours, *, down: bool) -> None:
    places = {node.number: place for layer in layers for place, node in enumerate(layer)}
    for layer in layers if down else reversed(layers):

        def middle(node: Node) -> tuple[float, int]:
            joined = [places[other.number] for other in fixed[node.number]]
            return (sum(joined) / len(joined) if joined else places[node.number], node.number)

        layer.sort(key=middle)
        places.update((node.number, place) for place, node in enumerate(layer))


def _crossings(layers: Sequence[Sequence[Node]], below: Neighbours) -> int:
    places = {node.number: place for layer in layers for place, node in enumerate(layer)}
    crossings = 0
    for layer in layers:
        seen: list[int] = []
        for node in layer:
            targets = sorted(places[other.number] for other in below[node.number])
            crossings += sum(len(seen) - bisect(seen, target) for target in targets)
            for target in targets:
                insort(seen, target)
    return crossings
