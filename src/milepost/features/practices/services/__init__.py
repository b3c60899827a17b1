"""Changing practices. Each function is one door: policy, rules, transaction, ledger."""

from milepost.features.practices.services.cases import record_case
from milepost.features.practices.services.due_dates import approve_due_dates, dates_by_interval, move_occurrence
from milepost.features.practices.services.nil_statements import make_nil_statement, sign_nil_statement
from milepost.features.practices.services.occurrences import record_occurrence
from milepost.features.practices.services.operation import (
    LIVE_STEP,
    change_silent_days,
    end_practice,
    plan_go_live,
    record_live_before,
    set_live,
)
from milepost.features.practices.services.owners import accept_practice, add_practices, assign_practice, settle_practice
from milepost.features.practices.services.procedures import approve_procedure, withdraw_procedure
from milepost.features.practices.services.tools_of_record import declare_tool, end_tool

__all__ = [
    "LIVE_STEP",
    "accept_practice",
    "add_practices",
    "approve_due_dates",
    "approve_procedure",
    "assign_practice",
    "change_silent_days",
    "dates_by_interval",
    "declare_tool",
    "end_practice",
    "end_tool",
    "make_nil_statement",
    "move_occurrence",
    "plan_go_live",
    "record_case",
    "record_live_before",
    "record_occurrence",
    "set_live",
    "settle_practice",
    "sign_nil_statement",
    "withdraw_procedure",
]
