"""A layout → SVG: shapes and words with attributes of their own, so that no style sheet or script is needed."""

from html import escape

from milepost.engines.rendering.blocks import Flow
from milepost.engines.rendering.characters import on_one_line
from milepost.engines.rendering.flows.layers import Kind, Line, Node
from milepost.engines.rendering.flows.places import (
    LABEL,
    LABEL_LINE,
    LOOP,
    NAME,
    NAME_LINE,
    START,
    Layout,
    label_lines,
    laid_out,
    rising,
)
from milepost.engines.rendering.typefaces import FAMILIES, by_family

INK, QUIET, GROUND, TINT = "#1b1d22", "#4a4d55", "#ffffff", "#f3f5f9"
FONT = "Noto Sans, Segoe UI, Helvetica Neue, Arial, sans-serif"
_TIP = 6.5  # length of an arrow's head
_PORTS = 15.0  # between two lines at one side of a box


def draw(flow: Flow, *, name: str = "flow", accent: str = "#2147a6") -> str:
    """The flow as one `svg` element; `name` begins the ids in it, which must be its page's own.

    Every border and line is dark on white, and no meaning hangs on colour: steps that lead back are dashed, a state
    that nothing leaves has a double border.
    """
    layout = laid_out(flow)
    opening = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="flow-drawing" role="img"'
        f' aria-labelledby="{escape(name)}-title {escape(name)}-desc"'
        f' width="{_n(layout.width * layout.scale)}" height="{_n(layout.height * layout.scale)}"'
        f' viewBox="0 0 {_n(layout.width)} {_n(layout.height)}" font-family="{FONT}">'
    )
    parts = [
        opening,
        f'<title id="{escape(name)}-title">{escape(on_one_line(flow.title))}</title>',
        f'<desc id="{escape(name)}-desc">{escape(on_one_line(flow.described()))}</desc>',
        f'<rect width="{_n(layout.width)}" height="{_n(layout.height)}" fill="{GROUND}"/>',
        *_lines(layout),
        *(_words(node.lines, node.x, node.y, LABEL, LABEL_LINE) for node in layout.labels),
        *(_state(node, layout, accent) for node in layout.states),
        _start(layout),
        "</svg>",
    ]
    return "".join(parts)


# == boxes and words ===============================================================================================


def _state(node: Node, layout: Layout, accent: str) -> str:
    half = node.left
    high = len(node.lines) * NAME_LINE + 13
    box = _box(node.x, node.y, half, high, accent, "1.2")
    if node.key in layout.last:
        box += _box(node.x, node.y, half - 3, high - 6, accent, "0.8")
    return box + _words(node.lines, node.x, node.y, NAME, NAME_LINE) + _loop(node, layout)


def _box(x: float, y: float, half: float, high: float, accent: str, stroke: str) -> str:
    return (
        f'<rect x="{_n(x - half)}" y="{_n(y - high / 2)}" width="{_n(2 * half)}" height="{_n(high)}" rx="4"'
        f' fill="{TINT}" stroke="{escape(accent)}" stroke-width="{stroke}"/>'
    )


def _words(lines: list[tuple[str, bool]], x: float, y: float, size: float, line: float, anchor: str = "middle") -> str:
    top = y - (len(lines) - 1) * line / 2 + size * 0.36
    return "".join(
        f'<text x="{_n(x)}" y="{_n(top + number * line)}" font-size="{_n(size)}" text-anchor="{anchor}"'
        f' font-weight="{600 if strong else 400}" fill="{INK if strong else QUIET}">{_set(words)}</text>'
        for number, (words, strong) in enumerate(lines)
    )


def _set(words: str) -> str:
    """Words that need several fonts name them: a reader of SVG may look for one font that has all."""
    runs = by_family(words)
    if len(runs) == 1 and runs[0][0] == FAMILIES[0]:
        return escape(words)
    return "".join(f'<tspan font-family="{family}, sans-serif">{escape(part)}</tspan>' for family, part in runs)


def _start(layout: Layout) -> str:
    node = next(state for state in layout.states if state.key == layout.first)
    top = node.y - node.height / 2
    tip = node.y - (len(node.lines) * NAME_LINE + 13) / 2
    return (
        f'<circle cx="{_n(node.x)}" cy="{_n(top - START + 5)}" r="4" fill="{QUIET}"/>'
        f"{_path([f'M{_n(node.x)} {_n(top - START + 9)}V{_n(tip - _TIP)}'])}{_head(node.x, tip, down=True)}"
    )


def _loop(node: Node, layout: Layout) -> str:
    steps = layout.loops[node.key]
    if not steps:
        return ""
    room = node.right - node.left - LOOP - 6
    lines = [line for step in steps for line in label_lines(step, room + 0.5)]
    edge = node.x + node.left
    path = f"M{_n(edge)} {_n(node.y - 6)}h{_n(LOOP - 6)}q6 0 6 6q0 6 -6 6h-{_n(LOOP - 6 - _TIP)}"
    head = f'<path d="M{_n(edge)} {_n(node.y + 6)}l{_n(_TIP)} -3v6z" fill="{QUIET}"/>'
    return _path([path]) + head + _words(lines, edge + LOOP + 5, node.y, LABEL, LABEL_LINE, "start")


# == lines =========================================================================================================


def _lines(layout: Layout) -> list[str]:
    ports = _ports(layout)
    return [_line(line, layout, ports[number, 0], ports[number, 1]) for number, line in enumerate(layout.lines)]


def _ports(layout: Layout) -> dict[tuple[int, int], float]:
    """Where each line leaves the upper state (0) and meets the lower one (1): apart, and near to where it goes."""
    ports: dict[tuple[int, int], float] = {}
    for node in layout.states:
        for end in (0, 1):
            ends = [
                (line.nodes[1 if end == 0 else -2].x, number)
                for number, line in enumerate(layout.lines)
                if line.nodes[0 if end == 0 else -1] is node
            ]
            ends.sort()
            room = node.left - 9
            apart = min(_PORTS, 2 * room / max(1, len(ends) - 1))
            free = rising([x - place * apart for place, (x, _) in enumerate(ends)], [1.0] * len(ends))
            low, high = node.x - room, node.x + room - apart * (len(ends) - 1)
            for place, ((_, number), x) in enumerate(zip(ends, free, strict=True)):
                ports[number, end] = min(max(x, low), max(low, high)) + place * apart
    return ports


def _line(line: Line, layout: Layout, leave: float, meet: float) -> str:
    top, bottom = line.nodes[0], line.nodes[-1]
    start = top.y + (len(top.lines) * NAME_LINE + 13) / 2
    end = bottom.y - (len(bottom.lines) * NAME_LINE + 13) / 2
    x, y = leave, max(start + (_TIP if line.back else 0), layout.bands[top.layer][1])
    pieces = [f"M{_n(leave)} {_n(start + _TIP if line.back else start)}V{_n(y)}"]
    for node in line.nodes[1:-1]:
        upper, lower = layout.bands[node.layer]
        pieces[-1] += _curve(x, y, node.x, upper)
        x, y = node.x, lower
        if node.kind == Kind.LABEL:
            pieces[-1] += f"V{_n(node.y - node.height / 2)}"
            pieces.append(f"M{_n(x)} {_n(node.y + node.height / 2)}")
        pieces[-1] += f"V{_n(lower)}"
    last = end if line.back else end - _TIP
    pieces[-1] += _curve(x, y, meet, min(last, layout.bands[bottom.layer][0])) + f"V{_n(last)}"
    head = _head(leave, start, down=False) if line.back else _head(meet, end, down=True)
    return _path(pieces, dashed=line.back) + head


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    if abs(x - to_x) < 0.5:
        return f"L{_n(to_x)} {_n(to_y)}"
    middle = (y + to_y) / 2
    return f"C{_n(x)} {_n(middle)} {_n(to_x)} {_n(middle)} {_n(to_x)} {_n(to_y)}"


def _path(pieces: list[str], *, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<path d="{"".join(pieces)}" fill="none" stroke="{QUIET}" stroke-width="1.1"{dashes}/>'


def _head(x: float, y: float, *, down: bool) -> str:
    back = -_TIP if down else _TIP
    return f'<path d="M{_n(x)} {_n(y)}l-3.2 {_n(back)}h6.4z" fill="{QUIET}"/>'


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
