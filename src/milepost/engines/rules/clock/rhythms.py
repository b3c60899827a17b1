"""The four rhythms in which practices leave evidence (`programme-rules.md`, "Rhythms").

Each answers the same questions about what can be seen (`evidence.Sight`): which days are its evidence, from where a run
starts, what first cuts a run, and what is owed next. `runs.py` strings the answers together. A practice may have two.
"""

from milepost.engines.rules.clock.cuts import Cut, Gap, Owed, RhythmKind
from milepost.engines.rules.clock.flow import Flow
from milepost.engines.rules.clock.planned import Occurrence, Planned
from milepost.engines.rules.clock.sparse import NilStatement, Sparse
from milepost.engines.rules.clock.triggered import Triggered

type Rhythm = Flow | Sparse | Planned | Triggered

__all__ = [
    "Cut",
    "Flow",
    "Gap",
    "NilStatement",
    "Occurrence",
    "Owed",
    "Planned",
    "Rhythm",
    "RhythmKind",
    "Sparse",
    "Triggered",
]
