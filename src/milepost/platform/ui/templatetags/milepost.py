"""Tags and filters for every page: icons, clause chips, states, bars, dates, numbers, heat, addresses, card tables."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from milepost.catalogue.practices import practices
from milepost.catalogue.programme import phases, roles
from milepost.engines.rules.results import Basis, CheckResult, Subject
from milepost.engines.rules.subjects import Kind
from milepost.engines.rules.texts import Text
from milepost.platform.ui import formats, happenings, wording
from milepost.platform.ui.frame import mounted
from milepost.platform.ui.kinds import WHOLE_NAMES
from milepost.platform.ui.states import look_of
from milepost.platform.ui.texts import speak as say_in_language

register = template.Library()

# -- icons, chips, states ---------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside words; it is hidden from screen readers, so the words must stand by themselves."""
    return _icon(static("ui/icons.svg"), name)


@lru_cache(maxsize=512)
def _icon(drawings: str, name: str) -> SafeString:
    return format_html(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>', drawings, name
    )


@register.simple_tag
def clause(number: object) -> SafeString:
    """A chip that opens what we know of a clause; plain where no page of clauses is mounted."""
    return _clause(str(number), get_language(), mounted())


@lru_cache(maxsize=1024)
def _clause(number: str, _language: str | None, _mounted: Hashable) -> SafeString:
    name = gettext("Clause %(number)s") % {"number": number}
    try:
        address = reverse("standard:clause", args=[number])
    except NoReverseMatch:
        return format_html('<span class="chip"><span class="vh">{}</span><span aria-hidden="true">{}</span></span>',
                           name, number)  # fmt: skip
    return format_html('<a class="chip" href="{}" aria-label="{}">{}</a>', address, name, number)


@register.simple_tag
def clauses(numbers: str | Iterable[object]) -> SafeString:
    """Chips of several clauses, from a list or from words: `"8.3.3 9.4"`."""
    listed = numbers.split() if isinstance(numbers, str) else numbers
    return format_html_join(" ", "{}", ((clause(number),) for number in listed if number))


@register.simple_tag
def basis(result: CheckResult) -> SafeString:
    """Where a result comes from: the clause's chip, or whose rule it is; a rule of ours never cites a clause."""
    if result.basis is Basis.STANDARD and result.clause:
        return clause(result.clause)
    return format_html('{} <span class="sub id">{}</span>', _BASES[result.basis], result.id.partition(".")[0])


_BASES = {
    Basis.STANDARD: gettext_lazy("ISO/IEC 20000-1"),
    Basis.ACCREDITATION: gettext_lazy("Accreditation rules"),
    Basis.ROADMAP: gettext_lazy("Roadmap"),
    Basis.PROGRAMME: gettext_lazy("This programme's own rule"),
}


@register.simple_tag(takes_context=True)
def subject(context: template.Context, of: Subject) -> SafeString:
    """What a result is about, as a way to it; plain outside a programme, where nothing can be looked up."""
    programme = getattr(context.get("request"), "programme", None)
    if programme is None:
        return format_html("{}", of.label)
    label = WHOLE_NAMES.get(Kind(of.kind), of.label) if of.key == str(programme.pk) else of.label
    here = {"org": programme.organisation.code, "code": programme.code}
    try:
        address = reverse("reports:see", kwargs={**here, "kind": of.kind, "key": of.key or "-"})
        return format_html('<a href="{}">{}</a>', address, label)
    except NoReverseMatch:
        return format_html("{}", label)


_ANYTHING = Subject("", "", "")


@register.filter
def alike(results: Iterable[CheckResult]) -> list[tuple[CheckResult, list[Subject]]]:
    """Results that say the same of several things, once each, with all the things they are said of."""
    found: dict[CheckResult, tuple[CheckResult, list[Subject]]] = {}
    for result in results:
        said = replace(result, subject=_ANYTHING, since=None, clears_on=None)
        found.setdefault(said, (result, []))[1].append(result.subject)
    return list(found.values())


@register.simple_tag(takes_context=True)
def fix(context: template.Context, result: CheckResult) -> SafeString:
    """How to satisfy a result, as a way to the page on which that is done; plain outside a programme."""
    words = say_in_language(result.fix)
    programme = getattr(context.get("request"), "programme", None)
    if programme is None or not words:
        return format_html("{}", words)
    here = {"org": programme.organisation.code, "code": programme.code}
    try:
        address = reverse("reports:see", kwargs={**here, "kind": result.subject.kind, "key": result.subject.key or "-"})
    except NoReverseMatch:
        return format_html("{}", words)
    return format_html('<a class="go" href="{}?fix={}">{}</a>', address, result.id, words)


@register.simple_tag
def state(code: object, *, word: str = "", tone: str = "", icon: str = "", tag: bool = True) -> SafeString:
    """A state as colour, icon and word; `tag=False` leaves out the tinted ground, as within a sentence."""
    look = look_of(str(code or ""), tone=tone, icon=icon, word=str(word or ""))
    classes = f"st {look.tone} tag" if tag else f"st {look.tone}"
    return format_html('<span class="{}">{}{}</span>', classes, _drawing(look.icon), look.word)


def _drawing(name: str) -> SafeString:
    return icon(name)


@register.simple_tag
def bar(value: float | Decimal, total: float | Decimal, label: str = "", tone: str = "") -> SafeString:
    """How much of a total: drawn as a bar, read as "42 of 92", after what it measures."""
    whole = max(total, 1)
    amount = gettext("%(value)s of %(total)s") % {"value": formats.as_number(value), "total": formats.as_number(total)}
    return format_html(
        '<progress{} value="{}" max="{}" aria-label="{}">{}</progress>',
        format_html(' class="p-{}"', tone) if tone else "",
        max(0, min(value, whole)), whole, f"{label}: {amount}" if label else amount, amount,
    )  # fmt: skip


# -- words, dates, numbers --------------------------------------------------------------------------------------------


@register.filter
def speak(text: Text | str | None) -> str:
    """A rule's sentence in the reader's language."""
    return "" if text is None else say_in_language(text)


@register.filter
def said(value: wording.Wording | None) -> str:
    """Words that an organisation gave in one language or both, in the reader's."""
    return wording.said(value)


@register.filter
def practice_name(key: str) -> str:
    """A practice of the catalogue by its key, in the reader's language; the key itself where there is none."""
    return next((say_in_language(known.name) for known in practices() if known.key == key), key)


@register.filter
def role_name(key: str) -> str:
    """A role of the catalogue by its key, in the reader's language; the key itself where there is none."""
    return next((say_in_language(known.name) for known in roles() if known.key == key), key)


@register.filter
def phase_name(key: str) -> str:
    """A phase of the catalogue by its key, in the reader's language; the key itself where there is none."""
    return next((say_in_language(known.name) for known in phases() if known.key == key), key)


@register.simple_tag(name="day")
def day_element(value: date | None, form: str = "day") -> SafeString:
    """A date as a `<time>` element; forms: day, long, full, short, week, month."""
    if value is None:
        return mark_safe("")
    words = formats.as_day(value, _DAY_FORMS[form])
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


_DAY_FORMS = {
    "day": formats.DAY, "long": formats.LONG_DAY, "full": formats.FULL_DAY,
    "short": formats.SHORT_DAY, "week": formats.WEEK_DAY, "month": formats.MONTH,
}  # fmt: skip


@register.filter
def day(value: date | None, form: str = "day") -> str:
    """A date as words: `{{ due_on|day }}`, `{{ due_on|day:"full" }}`."""
    return "" if not value else formats.as_day(value, _DAY_FORMS[form])


@register.simple_tag(name="moment")
def moment_element(value: datetime | None) -> SafeString:
    """A day and time as a `<time>` element, in the reader's time zone."""
    if value is None:
        return mark_safe("")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.as_moment(value))


@register.filter
def moment(value: datetime | None) -> str:
    """A day and time as words."""
    return "" if not value else formats.as_moment(value)


@register.simple_tag
def late(due_on: date, on: date) -> str:
    """How late something is: `2 days late`."""
    days = (on - due_on).days
    return ngettext("{count} day late", "{count} days late", days).format(count=days)


@register.filter
def number(value: float | Decimal | None) -> str:
    """A number with the reader's separators."""
    return "" if value is None or value == "" else formats.as_number(value)


@register.filter
def percent(share: float | Decimal | None, digits: int = 0) -> str:
    """A share of one as per cent: `{{ 0.973|percent:1 }}`."""
    return "" if share is None else formats.as_percent(share, digits)


# -- the timeline -----------------------------------------------------------------------------------------------------


@register.filter
def happened(kind: str) -> str:
    """What somebody did, from the kind of a ledger entry."""
    return happenings.what_happened(kind)


@register.filter
def field_name(name: str) -> str:
    """What a changed field is called."""
    return happenings.field_name(name)


@register.filter
def door(channel: str) -> str:
    """The door a change came through."""
    return happenings.door_name(channel)


@register.filter
def told(value: str) -> str:
    """A kept value with its days and instants in the reader's form."""
    return happenings.told_value(value)


@register.filter
def named(value: str, people: Mapping[str, str]) -> str:
    """A text with the names of people in the place of their addresses, where they are known."""
    return happenings.named_value(value, people) if "@" in value else value


@register.filter
def actor(label: str) -> happenings.Who:
    """Name and address of an entry's actor."""
    return happenings.who_was(label)


# -- heat -------------------------------------------------------------------------------------------------------------


@register.simple_tag
def heat(amount: float, total: float) -> str:
    """The class of a heat cell by share: q0 none, q1 under a fifth, q2 under two fifths, q3 under three, q4 above."""
    if not amount or not total:
        return "q0"
    return f"q{min(4, int(amount * 5 / total) + 1)}"


def count_heat(records: int, steps: Iterable[int] = (1, 4, 6, 9)) -> str:
    """The class of a calendar cell by count; `steps` are the least counts of q1 to q4."""
    return f"q{sum(records >= least for least in steps)}"


@register.filter
def gap_heat(levels: float | Decimal) -> str:
    """The class of a gap between maturity levels: none, under 0.35, under 0.65, up to 1, above."""
    if levels <= 0:
        return "g0"
    return f"g{1 + sum((levels >= 0.35, levels >= 0.65, levels > 1))}"


# -- addresses --------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The page's query with some parts changed; an empty value drops its part; all but `page` go to page one."""
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request is not None else QueryDict(mutable=True)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/_sortable.html", takes_context=True)
def sortable(context: template.Context, listing: Any, key: str, heading: str, kind: str = "") -> dict[str, Any]:
    """A column heading that sorts: `{% sortable listing "due" _("Due") "num" %}` with a `paging.Listing`."""
    is_current = listing.sort == key
    following = f"-{key}" if is_current and not listing.descending else key
    return {
        "heading": heading, "kind": kind, "address": query_with(context, sort=following),
        "direction": ("descending" if listing.descending else "ascending") if is_current else "",
        "mark": ("down" if listing.descending else "up") if is_current else "sort",
    }  # fmt: skip


# -- tables that become cards on a phone ------------------------------------------------------------------------------

_TABLE_PART = re.compile(r"<(table|thead|tbody|tfoot|tr|td|th)(?=[\s>])([^>]*)>")
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup",
          "tr": "row", "td": "cell"}  # fmt: skip


def _with_role(part: re.Match[str]) -> str:
    name, attributes = part.groups()
    if " role=" in attributes:
        return part.group()
    role = _ROLES.get(name) or ("rowheader" if 'scope="row' in attributes else "columnheader")
    return f'<{name} role="{role}"{attributes}>'


@register.tag
def cards(parser: template.base.Parser, _token: template.base.Token) -> template.Node:
    """`{% cards %}<table class="cards">…</table>{% endcards %}` gives each part of the table its role.

    As cards the parts are laid out as blocks, and some browsers then no longer tell a screen reader that this is a
    table; the roles say it again.
    """
    nodes = parser.parse(("endcards",))
    parser.delete_first_token()
    return _CardsNode(nodes)


class _CardsNode(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        # Only tags of the template match: what people typed has its "<" escaped before it comes here.
        return mark_safe(_TABLE_PART.sub(_with_role, self.nodelist.render(context)))  # noqa: S308
