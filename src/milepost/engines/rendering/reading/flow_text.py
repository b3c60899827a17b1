"""A fenced block `flow` → a flow."""

import re

from milepost.engines.rendering.blocks import Flow, State, Transition
from milepost.engines.rendering.reading.tokens import Source
from milepost.engines.rules.texts import as_written, say

_STATE = re.compile(r'state\s+([A-Za-z][\w-]*)\s+"(.+)"$')
_STEP = re.compile(r"([A-Za-z][\w-]*)\s*->\s*([A-Za-z][\w-]*)\s*(?::\s*(.*))?$")
_FACT = re.compile(r"(title|alt):\s*(.*)$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # values come escaped for Markdown


def read_flow(source: Source, content: str, line: int) -> Flow:
    """The flow of a block whose first line (from 0) is `line`."""
    reading = _Reading(source)
    for number, raw in enumerate(content.split("\n"), start=line):
        if words := _ESCAPED.sub(r"\1", raw).strip():
            reading.take(words, number)
    return reading.finished(line - 1)


class _Reading:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._facts: dict[str, str] = {}
        self._states: dict[str, State] = {}
        self._steps: list[tuple[int, Transition]] = []

    def take(self, words: str, line: int) -> None:
        if match := _STATE.match(words):
            self._take_state(match[1], self._label(match[2], line), line)
        elif match := _STEP.match(words):
            self._take_step(match, line)
        elif (match := _FACT.match(words)) and match[1] not in self._facts:
            self._facts[match[1]] = match[2].strip()
        else:
            raise self._source.refuse(
                line,
                say("“{words}” is no part of a flow.", words=as_written(words[:80])),
                say(
                    "A flow has one title: and one alt:, then lines like {state} and {step}.",
                    state=as_written('state new "New"'),
                    step=as_written("new -> done : who: when"),
                ),
                code="flow_line",
            )

    def _take_state(self, key: str, name: str, line: int) -> None:
        if key in self._states:
            raise self._source.refuse(
                line,
                say("the flow has a state “{key}” already.", key=as_written(key)),
                say("Give each state a key of its own."),
                code="flow_state_twice",
            )
        self._states[key] = State(key, name)

    def _take_step(self, match: re.Match[str], line: int) -> None:
        who, colon, when = (match[3] or "").partition(": ")
        if not colon:
            who, when = "", who
        step = Transition(match[1], match[2], self._label(who, line), self._label(when, line))
        self._steps.append((line, step))

    def _label(self, words: str, line: int) -> str:
        words = " ".join(words.split())
        if len(words) > self._source.limits.label:
            raise self._source.refuse(
                line,
                say("a name in a flow has {count} characters.", count=len(words)),
                say("Keep to {limit}.", limit=self._source.limits.label),
                code="flow_label",
            )
        return words

    def finished(self, line: int) -> Flow:
        for name in ("title", "alt"):
            if not self._facts.get(name):
                raise self._source.refuse(
                    line,
                    say("the flow has no “{name}”.", name=as_written(f"{name}:")),
                    say("Say what it shows: whoever cannot see the drawing is told by these words."),
                    code=f"flow_{name}",
                )
        self._check_size(line)
        for number, step in self._steps:
            for key in (step.source, step.target):
                if key not in self._states:
                    raise self._source.refuse(
                        number,
                        say("the flow has no state “{key}”.", key=as_written(key)),
                        say("Declare it: {state}.", state=as_written(f'state {key} "…"')),
                        code="flow_state_unknown",
                    )
        states = tuple(self._states.values())
        return Flow(self._facts["title"], self._facts["alt"], states, tuple(step for _, step in self._steps))

    def _check_size(self, line: int) -> None:
        limits = self._source.limits
        if not self._states:
            raise self._source.refuse(
                line,
                say("the flow has no states."),
                say("Declare each: {state}.", state=as_written('state new "New"')),
                code="flow_empty",
            )
        if len(self._states) > limits.states or len(self._steps) > limits.transitions:
            raise self._source.refuse(
                line,
                say(
                    "the flow has {states} states and {steps} steps.", states=len(self._states), steps=len(self._steps)
                ),
                say("Draw at most {states} states and {steps} steps.", states=limits.states, steps=limits.transitions),
                code="flow_size",
            )
