"""How the record of a programme can be trusted: heads, the last verification, checkpoints, and a proof when asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from milepost.features.programmes.models import Programme
from milepost.platform.checkpoints.documents import read_back, stamp_facts
from milepost.platform.checkpoints.models import Checkpoint, VerificationRun
from milepost.platform.checkpoints.proving import NoProof, inclusion_proof
from milepost.platform.checkpoints.querysets import checkpoints_of, last_run_of
from milepost.platform.ledger.models import Stream
from milepost.platform.organisations.policies import Hidden

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream ends: the programme's own, or the organisation's."""

    is_programmes: bool
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as the page shows it. `stamp` is a word of `stamp_facts`."""

    checkpoint: Checkpoint
    streams: int
    stamp: str
    stamped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trust:
    """All that the page shows."""

    heads: Sequence[Head]
    run: VerificationRun | None
    kept: Sequence[Kept]
    total: int

    @property
    def is_unchecked(self) -> bool:
        """Whether a time stamp is shown whose signature was not checked here."""
        return any(kept.stamp == "unchecked" for kept in self.kept)

    @property
    def is_checked(self) -> bool:
        """Whether a time stamp is shown whose signature was found right."""
        return any(kept.stamp == "right" for kept in self.kept)


def trust_of(programme: Programme) -> Trust:
    """What stands behind the programme's record. Five queries."""
    streams = Stream.objects.filter(
        Q(programme_id=programme.pk) | Q(programme_id=None), organisation_id=programme.organisation_id
    )
    heads = [Head(stream.programme_id is not None, stream.head_seq, stream.head_hash) for stream in streams]
    checkpoints = checkpoints_of(programme.organisation)
    return Trust(
        heads=sorted(heads, key=lambda head: not head.is_programmes),
        run=last_run_of(programme.organisation),
        kept=[_kept(checkpoint) for checkpoint in checkpoints[:SHOWN]],
        total=checkpoints.count(),
    )


def _kept(checkpoint: Checkpoint) -> Kept:
    signed = read_back(checkpoint)
    facts = stamp_facts(signed)
    at = datetime.fromisoformat(facts["stamped_at"]) if facts["stamped_at"] else None
    return Kept(checkpoint, len(signed.streams), facts["stamp"], at)


def get_checkpoint(programme: Programme, key: UUID) -> Checkpoint:
    """One checkpoint of the programme's organisation. Raises `Hidden` where there is none."""
    found = checkpoints_of(programme.organisation).filter(pk=key).first()
    if found is None:
        raise Hidden
    return found


def proof_of(programme: Programme, seq: int) -> dict[str, Any]:
    """That an entry is in the programme's stream as it is now. Raises `NoProof`."""
    stream = Stream.objects.filter(programme_id=programme.pk).first()
    if stream is None:
        raise NoProof("nothing has happened yet")
    return inclusion_proof(stream, seq)
