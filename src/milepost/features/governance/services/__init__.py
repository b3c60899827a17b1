"""Changing governance. Each function is one door: policy, rules, transaction, ledger.

`people` (who carries the programme) · `committee` (rhythm and meetings) · `obstacles` · `board` · `commitment`.
"""

from milepost.features.governance.services.board import put_board_decision
from milepost.features.governance.services.commitment import (
    check_paper,
    enter_paper,
    sign_commitment,
    sign_words,
    withdraw_commitment,
    write_commitment,
)
from milepost.features.governance.services.committee import (
    attach_minutes,
    put_meeting,
    remove_rhythm,
    set_rhythm,
)
from milepost.features.governance.services.obstacles import put_obstacle
from milepost.features.governance.services.people import log_week, put_holder
from milepost.features.governance.services.putting import HandedIn, Put

__all__ = [
    "HandedIn",
    "Put",
    "attach_minutes",
    "check_paper",
    "enter_paper",
    "log_week",
    "put_board_decision",
    "put_holder",
    "put_meeting",
    "put_obstacle",
    "remove_rhythm",
    "set_rhythm",
    "sign_commitment",
    "sign_words",
    "withdraw_commitment",
    "write_commitment",
]
