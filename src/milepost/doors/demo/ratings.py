"""A gap assessment for the story: every auditable statement rated, and each gap with what the gate asks of it."""

import csv
import io
import random
from datetime import date, timedelta

from milepost.catalogue.standard import statements

FINDINGS = {
    0: "Nobody does this, and nothing is written.",
    1: "Some teams do it their own way; nothing is written.",
    2: "Written, but two teams do not follow it; or followed, but not written everywhere.",
}
REMEDIES = {
    0: "Write it, agree it with those who do the work, and start.",
    1: "Write down what the best team does and take it over everywhere.",
    2: "Close the last teams, and keep one month of evidence.",
}
WEIGHTS = {"4": (5, 20, 40, 30, 5), "5": (5, 15, 35, 40, 5), "6": (20, 30, 35, 15, 0), "7": (10, 25, 35, 25, 5),
           "8": (10, 25, 35, 25, 5), "9": (30, 35, 25, 10, 0), "10": (25, 35, 30, 10, 0)}  # fmt: skip
COLUMNS = ("statement", "current", "not_triggered", "required", "priority", "owner", "days", "due_on", "remediation",
           "finding", "note", "trigger", "period_from", "period_to", "searched_in")  # fmt: skip


def rated(*, seed: int, on: date, owners: list[str]) -> str:
    """The ratings as the file that `milepost gap import` takes."""
    choose = random.Random(seed)  # noqa: S311 - a story, not a secret
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=COLUMNS, restval="")
    writer.writeheader()
    for statement in statements():
        if not statement.auditable:
            continue
        if statement.conditional and statement.condition == "event" and choose.random() < 0.5:
            writer.writerow(
                {
                    "statement": statement.id,
                    "not_triggered": "true",
                    "trigger": "The event has not happened in the period.",
                    "period_from": (on - timedelta(days=365)).isoformat(),
                    "period_to": on.isoformat(),
                    "searched_in": "Ticket system, minutes of the operations meeting",
                }
            )
            continue
        current = choose.choices(range(5), weights=WEIGHTS[statement.clause.partition(".")[0]])[0]
        row: dict[str, object] = {"statement": statement.id, "current": current, "required": 3}
        if current < 3:
            row |= {
                "priority": choose.choice(("high", "medium", "medium", "low")),
                "owner": choose.choice(owners),
                "days": choose.choice((0.5, 1, 1, 2, 3)),
                "due_on": (on + timedelta(days=choose.randrange(30, 150))).isoformat(),
                "remediation": REMEDIES[current],
                "finding": FINDINGS[current],
            }
        else:
            row["note"] = "Seen in the interview, with two records of last month."
        writer.writerow(row)
    return out.getvalue()
