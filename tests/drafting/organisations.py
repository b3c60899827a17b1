"""The bank and the hospital of the templates' tests, as rows that `milepost apply` takes in."""

import json
from datetime import date
from typing import Any

from milepost.features.drafting.sheets.kinds import COMPUTED
from milepost.features.drafting.sheets.things import repeated_roots
from tests.templating.books import sources

SHELVES = ("units", "locations", "customers", "suppliers", "services")
IN_SCOPE = {"units": "unit", "locations": "location", "customers": "customer", "services": "service"}
WITHIN = "within"
"""The code of the supplier that is a unit of the house."""


def rows_of(organisation: str) -> dict[str, list[dict[str, Any]]]:
    """Everything an organisation has entered: portfolio, scope, facts and answers."""
    given = sources(organisation)
    book: Any = json.loads(json.dumps(given.book, default=_as_text))
    rows: dict[str, list[dict[str, Any]]] = {
        shelf: [_entry(shelf, *each) for each in book[shelf].items()] for shelf in SHELVES
    }
    rows["scope"] = [
        {"kind": kind, "code": code, "state": "in"} for shelf, kind in IN_SCOPE.items() for code in book["sms"][shelf]
    ]
    book["suppliers"][WITHIN] = {
        "name": book["internal_agreement"]["supplier"]["en"],
        "services": book["internal_agreement"]["supplies"][0]["services"],
    }
    rows["suppliers"].append({"code": WITHIN, "name": book["suppliers"][WITHIN]["name"], "kind": "internal"})
    rows["facts"] = [{"code": root, "facts": _for_all(root, book)} for root in book if root not in COMPUTED]
    rows["facts"] += [
        {"code": f"practice-{key}", "facts": json.loads(json.dumps(sheet, default=_as_text))}
        for key, sheet in given.practices.items()
    ]
    answers = json.loads(json.dumps(given.answers, default=_as_text))
    rows["answers"] = [{"code": code, "answer": answer} for code, answer in answers.items()]
    return rows


def _for_all(root: str, book: Any) -> Any:
    """The facts of a root; what is entered once for each thing is the same for all of them, but for the contract."""
    what = repeated_roots().get(root, "")
    if not what or root == "internal_agreement":
        return book[root]
    codes = book["suppliers"] if what == "supplier" else book["sms"][f"{what}s"]
    record = {key: value for key, value in book[root].items() if key != what}
    within = {WITHIN: {**record, "contract": book["internal_agreement"]["ref"]}} if what == "supplier" else {}
    return {**dict.fromkeys(codes, record), **within}


def _as_text(value: Any) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _entry(shelf: str, code: str, facts: dict[str, Any]) -> dict[str, Any]:
    name = facts["name"]
    row: dict[str, Any] = {"code": code, "name": name["en"] if isinstance(name, dict) else name}
    if shelf == "services":
        row |= {
            "criticality": "critical" if facts["criticality"] == "critical" else "medium",
            "customers": facts["customers"],
        }
    return row
