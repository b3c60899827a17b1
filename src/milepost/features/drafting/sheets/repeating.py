"""Facts that are entered once for each customer, supplier or service, as a file or a form gives them."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from milepost.engines.rules.texts import say
from milepost.engines.templating.shapes import Misfit, misfits
from milepost.features.drafting.sheets.kinds import Sheet
from milepost.features.drafting.sheets.narrowing import AGREEMENT
from milepost.features.drafting.sheets.things import addressed, code_in, is_single, register_of
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

MOST_SHOWN = 5


def by_thing(programme: Programme, known: Sheet, facts: Any) -> dict[str, Any]:
    """The facts of each sheet that is meant, by its code (`agreement:RETAIL`).

    Taken are the record of one thing, a table of records by the codes of things, and the single record of before: it
    is that of the thing it names, and waits under the bare code until there is one. Raises `Refused`.
    """
    register = register_of(programme, known.repeats)
    if known.about:
        return {known.code: _checked(known, register, known.about, facts, "facts")}
    if not isinstance(facts, Mapping):
        refuse([Misfit("facts", say("is not a table of entries by key"), "table")])
    if is_single(known.code, facts, register):
        code = code_in(known.code, facts, register)
        refuse(misfits(known.shape, facts, "facts"))
        return {addressed(known.code, code): _without_reference(known, facts) if code else facts}
    return {
        addressed(known.code, str(code)): _checked(known, register, str(code), record, f"facts.{str(code)[:60]}")
        for code, record in facts.items()
    }


def _checked(known: Sheet, register: Mapping[str, Any], code: str, record: Any, path: str) -> Any:
    if code not in register:
        raise Refused(
            _("There is no {sort} {code} here.").format(sort=_sort(known.repeats), code=code[:60]),
            field=path,
            hint=_("Enter it in the portfolio first, or take one of: {codes}.").format(
                codes=", ".join(sorted(register)[:20]) or "–"
            ),
        )
    if record is None:
        refuse([Misfit(path, say("is not a record"), "record")])
    refuse(misfits(known.shape, record, path))
    said = record.get(known.repeats)
    if isinstance(said, str) and said in register and said != code:
        raise Refused(
            _("It is entered for {code} and names {other}.").format(code=code, other=said),
            field=f"{path}.{known.repeats}",
            hint=_("Leave it out: it follows from where the record stands."),
        )
    if known.root == AGREEMENT:
        _refuse_other_services(record, path)
    return _without_reference(known, record)


def _refuse_other_services(record: Mapping[str, Any], path: str) -> None:
    """What an agreement says of a service is of one that it is about, once it says which those are."""
    agreed = {row.get("service") for row in record.get("services") or ()}
    for name, rows in record.items() if agreed else ():
        for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
            found = [row.get("service"), *(row.get("services") or ())] if isinstance(row, Mapping) else []
            if other := next((code for code in found if code and code not in agreed), None):
                raise Refused(
                    _("{service} is not among the services of this agreement.").format(service=other),
                    field=f"{path}.{name}.{number}",
                    hint=_("Add it to the services of the agreement first, or take this row out."),
                )


def _without_reference(known: Sheet, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without the code of its thing, which follows from where it is kept."""
    return {key: value for key, value in record.items() if key in known.own}


def _sort(repeats: str) -> str:
    return {"customer": _("customer"), "supplier": _("supplier"), "service": _("service")}[repeats]


def refuse(faults: Iterable[Misfit]) -> None:
    """Raise `Refused` for what does not fit its shape, if anything."""
    found = list(islice(faults, 200))
    if found:
        shown = "; ".join(f"{fault.path} {speak(fault.reason)}" for fault in found[:MOST_SHOWN])
        more = len(found) - MOST_SHOWN
        raise Refused(
            shown + (f" (+{more})" if more > 0 else ""),
            field=found[0].path,
            hint=_("Wanted: {shape}.").format(shape=found[0].wanted),
        )
