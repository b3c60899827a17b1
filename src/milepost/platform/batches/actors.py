"""Actors as hashes: each under a key of their own, so that deleting the key unlinks their records for ever."""

import hmac
import secrets
from collections.abc import Sequence

from django.db.models import QuerySet

from milepost.platform.batches.models import ActorKey, EvidenceKey
from milepost.platform.organisations.models import Organisation

CHUNK = 500


def secret_of(organisation: Organisation) -> bytes:
    """The organisation's secret, made on first use."""
    found = EvidenceKey.objects.filter(organisation=organisation).first()
    if found is None:
        fresh = EvidenceKey(organisation=organisation, secret=secrets.token_bytes(32))
        EvidenceKey.objects.bulk_create([fresh], ignore_conflicts=True)  # two first imports may race
        found = EvidenceKey.objects.get(organisation=organisation)
    return bytes(found.secret)


class ActorHashes:
    """Turns names of actors into hashes. `keep`: new actors get a key for good; a dry run leaves none behind."""

    def __init__(self, organisation: Organisation, *, keep: bool) -> None:
        self._organisation = organisation
        self._secret = secret_of(organisation)
        self._keep = keep

    def __call__(self, actors: Sequence[str]) -> list[str]:
        """One hash of 64 hexadecimal digits for each name, in the same order."""
        lookups = {actor: self.lookup(actor) for actor in actors}
        keys = self._known(list(lookups.values()))
        missing = [lookup for lookup in lookups.values() if lookup not in keys]
        made = [
            ActorKey(organisation=self._organisation, lookup=lookup, key=secrets.token_bytes(32)) for lookup in missing
        ]
        if self._keep:
            ActorKey.objects.bulk_create(made, ignore_conflicts=True, batch_size=CHUNK)
            keys |= self._known(missing)
        else:
            keys |= {row.lookup: bytes(row.key) for row in made}
        return [hmac.digest(keys[lookups[actor]], actor.encode(), "sha256").hex() for actor in actors]

    def lookup(self, actor: str) -> str:
        """Under which an actor's key is found; nobody can go back from it without the organisation's secret."""
        return hmac.digest(self._secret, b"actor\x00" + actor.encode(), "sha256").hex()

    def keys_of(self, actor: str) -> "QuerySet[ActorKey]":
        """The key of one actor, to be deleted."""
        return ActorKey.objects.filter(organisation=self._organisation, lookup=self.lookup(actor))

    def _known(self, lookups: Sequence[str]) -> dict[str, bytes]:
        keys: dict[str, bytes] = {}
        for start in range(0, len(lookups), CHUNK):
            rows = ActorKey.objects.filter(
                organisation=self._organisation, lookup__in=lookups[start : start + CHUNK]
            ).values_list("lookup", "key")
            keys.update((lookup, bytes(key)) for lookup, key in rows)
        return keys
