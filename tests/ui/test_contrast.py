"""The colours of the style sheet in each scheme: words at least 4.5 : 1, edges of controls at least 3 : 1."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "src/milepost/platform/ui/static/ui/milepost.css").read_text(encoding="utf-8")
WORDS = [
    *[(ink, ground) for ink in ("ink", "ink-2") for ground in ("paper", "surface", "sunk", "accent-soft", "open-soft")],
    *[(tone, ground) for tone in ("accent", "ok", "att", "open", "warn") for ground in ("paper", "surface", "sunk")],
    *[(tone, f"{tone}-soft") for tone in ("accent", "ok", "att", "open", "warn")],
    *[("ink", heat) for heat in ("h1", "h2", "h3", "g1", "g2", "g3", "warn-soft", "ok-soft", "att-soft")],
    ("on-accent", "accent"), ("on-accent", "h4"), ("on-accent", "g4"), ("paper", "ink"), ("accent", "open-soft"),
]  # fmt: skip
EDGES = [("edge", "surface"), ("edge", "paper"), ("accent", "paper"), ("accent", "surface"), ("open", "surface")]

type Colour = tuple[float, float, float]


def tokens(scheme: str) -> dict[str, str]:
    light = dict(re.findall(r"--([\w-]+):\s*([^;]+);", CSS[: CSS.index("@media (prefers-color-scheme: dark)")]))
    dark_block = CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("/* == ground")]
    return light | (dict(re.findall(r"--([\w-]+):\s*([^;]+);", dark_block)) if scheme == "dark" else {})


def colour(name: str, scheme: str) -> Colour:
    """Linear red, green and blue of a token; a mix is mixed in OKLab as browsers do."""
    value = tokens(scheme)[name]
    if mix := re.fullmatch(r"color-mix\(in oklab, var\(--([\w-]+)\) (\d+)%, var\(--([\w-]+)\)\)", value):
        share = int(mix[2]) / 100
        one, other = to_oklab(colour(mix[1], scheme)), to_oklab(colour(mix[3], scheme))
        return from_oklab(tuple(a * share + b * (1 - share) for a, b in zip(one, other, strict=True)))  # type: ignore[arg-type]
    assert re.fullmatch("#[0-9a-f]{6}", value), f"--{name}: {value}"
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # type: ignore[return-value]


def to_oklab(rgb: Colour) -> Colour:
    r, g, b = rgb
    lms = (
        (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3),
        (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3),
        (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3),
    )
    l_, m, s = lms
    return (
        0.2104542553 * l_ + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l_ - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l_ + 0.7827717662 * m - 0.8086757660 * s,
    )


def from_oklab(lab: Colour) -> Colour:
    light, a, b = lab
    l_ = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l_ - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l_ + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l_ - 0.7034186147 * m + 1.7076147010 * s,
    )


def contrast(one: str, other: str, scheme: str) -> float:
    lights = sorted(
        sum(part * weight for part, weight in zip(colour(name, scheme), (0.2126, 0.7152, 0.0722), strict=True))
        for name in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_can_be_read(ink: str, ground: str, scheme: str) -> None:
    assert contrast(ink, ground, scheme) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_can_be_seen(edge: str, ground: str, scheme: str) -> None:
    assert contrast(edge, ground, scheme) >= 3


def test_black_on_white_is_twenty_one_to_one() -> None:
    white, black = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
    assert from_oklab(to_oklab(white)) == pytest.approx(white, abs=1e-6)
    assert to_oklab(black) == pytest.approx(black, abs=1e-6)
