"""The cells of a heat map's row as HTML.

Written here and not in a template: a page has some six hundred of them, and a template takes longer over them than over
everything else together. Only numbers, our own words and escaped addresses go in.
"""

from decimal import Decimal

from django.template.defaultfilters import floatformat
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from milepost.features.gaps.heatmap import HeatRow
from milepost.features.gaps.models import CONFORMS
from milepost.platform.ui.formats import as_number
from milepost.platform.ui.templatetags.milepost import gap_heat, heat, icon

NOTHING = '<span class="muted" aria-hidden="true">·</span><span class="vh">0</span>'


class HeatCells:
    """Writes the cells of row after row. `clauses_at` is where the lists of clauses are, `passed_on` ends addresses."""

    def __init__(self, clauses_at: str, passed_on: str, *, with_since: bool) -> None:
        self.at = str(conditional_escape(clauses_at))
        self.more = str(conditional_escape(passed_on))
        self.with_since = with_since
        words = {
            "now": _("Now"), "since": _("Since"), "required": _("Required"), "gap": _("Gap"), "days": _("Days left"),
            "unrated": _("not rated"), "none": _("None"), "so_far": _("none so far"), "no_days": _("no days yet"),
            "progress": _("Progress"), "all": _("All clauses"), "up": _("up"), "down": _("down"),
            "same": _("unchanged"),
        }  # fmt: skip
        self.words = {name: str(conditional_escape(word)) for name, word in words.items()}
        self.icons = {name: str(icon(name)) for name in ("check", "up", "down", "same")}

    def __call__(self, row: HeatRow, number: str) -> SafeString:
        """The cells behind a row's heading; `number` is the clause in the addresses."""
        at = f"{self.at}{number}/?"
        cells = [self._level(row, at, level, count) for level, count in row.cells]
        cells.append(self._half("now", self._now(row, at)))
        if self.with_since:
            cells.append(self._half("since", self._since(row.since)))
        cells.append(self._half("required", _tenth(row.required)))
        cells.append(self._gap(row, at))
        days = (
            f'<a href="{at}state=gap{self.more}">{as_number(row.days)}</a>'
            if row.days
            else '<span class="muted">0</span>'
        )
        cells.append(self._half("days", days))
        cells.append(f'<td class="prog full">{self._progress(row)}</td>')
        return mark_safe("".join(cells))  # noqa: S308 - built of numbers, own words and escaped addresses

    def _level(self, row: HeatRow, at: str, level: int, count: int) -> str:
        bar = " req" if level == CONFORMS else ""
        what = f'<a href="{at}level={level}{self.more}">{count}</a>' if count else NOTHING
        return f'<td class="m {heat(count, row.rated)}{bar}" data-l="{level}">{what}</td>'

    def _half(self, name: str, what: str) -> str:
        return f'<td class="num half" data-l="{self.words[name]}">{what}</td>'

    def _now(self, row: HeatRow, at: str) -> str:
        if row.now is not None:
            return f"<b>{_tenth(row.now)}</b>"
        return f'<a href="{at}state=unrated{self.more}">{self.words["unrated"]}</a>' if row.unrated else "–"

    def _since(self, since: Decimal | None) -> str:
        if since is None:
            return '<span class="muted">–</span>'
        way = "up" if since > 0 else "down" if since < 0 else "same"
        amount = _tenth(abs(since)) if since else ""
        return f'<span class="{way}">{self.icons[way]}<span class="vh">{self.words[way]} </span>{amount}</span>'

    def _gap(self, row: HeatRow, at: str) -> str:
        if row.gap:
            what = f'<a href="{at}state=gap{self.more}">{_tenth(row.gap)}</a>'
        elif row.rated and not row.unrated:
            what = f'<span class="st ok">{self.icons["check"]}{self.words["none"]}</span>'
        else:
            what = f'<span class="muted">{self.words["so_far"] if row.rated else "–"}</span>'
        return f'<td class="num gapc {gap_heat(row.gap or 0)} half" data-l="{self.words["gap"]}">{what}</td>'

    def _progress(self, row: HeatRow) -> str:
        if row.progress is None:
            return f'<span class="muted">{self.words["no_days"] if row.below else "–"}</span>'
        name = f"{row.number or self.words['all']}: {self.words['progress']}"
        done = row.progress
        return (
            f'<div><progress value="{done}" max="100" aria-label="{name}">{done} %</progress>'
            f'<span class="num">{done} %</span></div>'
        )


def _tenth(value: Decimal | None) -> str:
    return "–" if value is None else str(floatformat(value, 1))
