"""A flow is drawn whole, its words on nothing, its lines clear of boxes."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rendering import Flow, State, Transition, draw, read_markdown
from milepost.engines.rendering.flows import Layout, laid_out
from milepost.engines.rendering.flows.layers import Kind
from milepost.engines.rendering.flows.places import APART, HIGHEST, WIDEST
from tests.rendering.conftest import model

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.sampled_from("abcdefgh ij"), max_size=60)


@st.composite
def flows(choose: st.DrawFn) -> Flow:
    count = choose(st.integers(1, 9))
    keys = [f"s{number}" for number in range(count)]
    steps = choose(
        st.lists(
            st.builds(Transition, st.sampled_from(keys), st.sampled_from(keys), WORDS, WORDS),
            max_size=14,
        )
    )
    return Flow("T", "A", tuple(State(key, f"State {key} " + choose(WORDS)) for key in keys), tuple(steps))


def the_flow(name: str = "DOC-INC-01.en.md") -> Flow:
    return next(block for block in read_markdown(model(name)) if isinstance(block, Flow))


def shown(svg: str) -> str:
    """All words of the drawing, those of a wrapped label after each other."""
    return " ".join("".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text"))


def boxes(layout: Layout) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of everything that has words."""
    return [
        (node.x - node.left, node.y - node.height / 2, node.x + node.right, node.y + node.height / 2)
        for node in (*layout.states, *layout.labels)
    ]


@pytest.mark.parametrize("name", ["DOC-INC-01.en.md", "DOC-INC-01.id.md"])
def test_every_state_and_step_of_a_model_is_drawn(name: str) -> None:
    flow = the_flow(name)
    words = shown(draw(flow))
    for wanted in (*(state.name for state in flow.states), *(step.when for step in flow.transitions)):
        assert wanted in words


def test_whoever_cannot_see_it_is_told_everything() -> None:
    flow = the_flow()
    root = ET.fromstring(draw(flow, name="flow-7"))
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert (title.text, described.text) == (flow.title, flow.described())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}" == "flow-7-title flow-7-desc"


def test_the_same_flow_is_drawn_the_same() -> None:
    flow = the_flow()
    first = draw(flow)
    laid_out.cache_clear()
    assert draw(flow) == first


def test_it_needs_no_style_and_no_script() -> None:
    assert not re.search(r"style|script|\son\w+=|href", draw(the_flow()))


def test_names_are_escaped() -> None:
    flow = Flow('<T> & "t"', "<a>", (State("a", "<script>x</script>"),), (Transition("a", "a", '"><b>', "&"),))
    svg = draw(flow, name='"><x')
    assert "<script" not in svg
    ET.fromstring(svg)


def test_a_step_that_leads_back_is_dashed_and_an_end_has_two_borders() -> None:
    flow = Flow("t", "a", (State("a", "A"), State("b", "B"), State("c", "C")),
                (Transition("a", "b", "", ""), Transition("b", "a", "", ""), Transition("b", "c", "", "")))  # fmt: skip
    root = ET.fromstring(draw(flow))
    assert sum(1 for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")) == 1
    assert sum(1 for box in root.iter(f"{SVG}rect") if box.get("stroke")) == 4


@given(flows())
def test_any_flow_is_whole_and_nothing_lies_on_anything(flow: Flow) -> None:
    layout = laid_out(flow)
    assert [node.key for node in layout.states] == [state.key for state in flow.states]
    for one, other in combinations(boxes(layout), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
    assert all(left >= 0 and top >= 0 and right <= layout.width and bottom <= layout.height
               for left, top, right, bottom in boxes(layout))  # fmt: skip
    assert layout.width * layout.scale <= WIDEST + 0.01
    assert layout.height * layout.scale <= HIGHEST + 0.01
    ET.fromstring(draw(flow))


@given(flows())
def test_a_line_passes_a_layer_beside_its_boxes(flow: Flow) -> None:
    layout = laid_out(flow)
    for line in layout.lines:
        for bend in (node for node in line.nodes if node.kind == Kind.BEND):
            beside = [node for node in layout.states if node.layer == bend.layer]
            beside += [node for node in layout.labels if node.layer == bend.layer]
            assert all(bend.x <= n.x - n.left - APART + 0.01 or bend.x >= n.x + n.right + APART - 0.01 for n in beside)


@given(flows())
def test_a_line_leaves_and_meets_boxes_at_their_edges(flow: Flow) -> None:
    layout = laid_out(flow)
    lines = [line for line in re.findall(r'<path d="(M[^"]+)" fill="none"', draw(flow)) if "h14" not in line]
    assert len(lines) == len(layout.lines) + 1  # and where everything begins
    for line, path in zip(layout.lines, lines, strict=False):
        begin = float(re.match(r"M([\d.]+)", path)[1])  # type: ignore[index]
        end = float(re.search(r"([\d.]+) [\d.]+V[\d.]+$", path)[1])  # type: ignore[index]
        top, bottom = line.nodes[0], line.nodes[-1]
        assert abs(begin - top.x) <= top.left
        assert abs(end - bottom.x) <= bottom.left
