"""A file of answers with every question explained, which works as it is."""

from datetime import date, timedelta
from textwrap import wrap

from milepost.engines.rules.months import add_months, month_of
from milepost.features.plans.wizard.answers import Answers

_EXAMPLES = {
    "name": '"ISO/IEC 20000-1 programme"',
    "services": "5",
    "people": "40",
    "sites": "1",
    "practices_today": '"some"',
    "other_certificates": '["ISO/IEC 27001"]',
    "external_help": "true",
    "sponsor": '"Sari Dewanti, President Director"',
    "coordinator": '"Ada Wibowo"',
    "budget": "1_200_000_000",
}


def sample_answers(on: date) -> str:
    """A commented TOML file; the programme starts on the first Monday of the month after `on`."""
    first = month_of(on).plus(1).first_day
    starts_on = first + timedelta(days=-first.weekday() % 7)
    examples = {
        **_EXAMPLES,
        "starts_on": starts_on.isoformat(),
        "certificate_wanted_on": add_months(starts_on, 13).isoformat(),
    }
    lines = ["# The answers that a new programme is planned from. Change what does not fit, then run:",
             "#   milepost programme create --organisation ORG --code P --answers FILE.toml", ""]  # fmt: skip
    for name, declared in Answers.model_fields.items():
        wanted = "" if declared.is_required() else " It may be left out."
        lines += [f"# {line}" for line in wrap(f"{declared.description}{wanted}", 100)]
        lines += [f"{name} = {examples[name]}", ""]
    return "\n".join(lines).rstrip() + "\n"
