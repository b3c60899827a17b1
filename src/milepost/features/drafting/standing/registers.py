"""What the registers say today of the things that documents in force state, with the entry that says it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.catalogue import practices as practice_catalogue
from milepost.catalogue.documents.facts import fact_roots
from milepost.catalogue.documents.roles import roles as document_roles
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.statements import Keeper, Place
from milepost.features.drafting.reading.book import Told, named_book
from milepost.features.drafting.reading.targets import Target, targets_agreed
from milepost.features.drafting.sheets.kinds import fact_label
from milepost.features.drafting.sheets.things import addressed
from milepost.features.practices.models import Practice
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.platform.ui.wording import said


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers of a programme at a day: what names things, who owns practices, the scope approved."""

    book: Mapping[str, Any]
    practices: Mapping[str, Practice]
    entered_roles: Mapping[str, Any]
    scope: ScopeVersion | None

    def value(self, path: str, thing: str, language: str) -> str | None:
        """What the registers say at a path; empty where nobody holds a role, None where they keep nothing of it."""
        root, *rest = path.split(".")
        if path == "sms.scope_sentence":
            return self.scope.sentence_in(language) if self.scope else None
        entry: Any = self.book.get(root)
        for part in (thing, *rest) if root == "agreement" else rest:
            if not isinstance(entry, Mapping):
                return None
            if root == "roles" and part == rest[-1] and not entry.get(part):
                return ""
            entry = entry.get(part)
        if isinstance(entry, Mapping):
            entry = said(dict(entry), language)
        return None if entry in (None, "") else str(entry)

    def place(self, path: str, thing: str, value: str) -> Place:
        """The register and the entry that say a value."""
        root, key = path.split(".")[:2]
        entry = self.thing(path, thing, _language())
        if root == "sms" and self.scope:
            label = _("Scope statement, version {number}").format(number=self.scope.number)
            return Place(Keeper.SCOPE, Ref(str(self.scope.pk), label))
        if root == "roles":
            return self._place_of_role(key, path.rpartition(".")[2], value, entry)
        if path.endswith(".name"):
            return Place(Keeper.PORTFOLIO, Ref(root, _("Portfolio")), key)
        return Place(Keeper.SHEET, Ref(addressed(root, thing) if root == "agreement" else root, _root(root)), entry)

    def _place_of_role(self, key: str, field: str, value: str, entry: str) -> Place:
        known = next((role for role in document_roles() if role.key == key), None)
        practice = self.practices.get(known.practice) if known else None
        person = (practice.owner if field == "holder" else practice.deputy) if practice else None
        by_hand = (self.entered_roles.get(key) or {}).get(field)
        if practice and (person or not by_hand):
            return self.place_of_practice(practice.key)
        if known and known.programme_role and field == "holder" and value != by_hand:
            return Place(Keeper.ROLES, Ref("", _("Governance")), entry)
        return Place(Keeper.SHEET, Ref("roles", _root("roles")), entry)

    def place_of_practice(self, key: str) -> Place:
        """The entry of a practice in their register."""
        name = practice_catalogue.practice(key).name.in_language(_language())
        return Place(Keeper.PRACTICE, Ref(key, _("Practices")), name)

    def called(self, path: str, thing: str) -> str:
        """What a fact is called in the reader's language, after the thing that it is a fact of."""
        name = fact_label(path)
        of = path.split(".")[1] if path.endswith(".name") else self.thing(path, thing, _language())
        return f"{of}: {name}" if of else name

    def thing(self, path: str, thing: str, language: str) -> str:
        """What the thing is called that a path is a fact of; empty where it is of none."""
        root, key = path.split(".")[:2]
        root, key = ("customers", thing) if root == "agreement" else (root, key)
        table: Any = self.book.get(root) if fact_roots()[root].by_key else None
        entry = table.get(key) if isinstance(table, Mapping) else None
        if not isinstance(entry, Mapping):
            return ""
        return said(entry.get("title") or entry.get("name") or key, language)

    def targets(self) -> Iterator[tuple[Target, Place]]:
        """Every target of the agreements entered, with the agreement."""
        services, agreements = self.book.get("services") or {}, self.book.get("agreement") or {}
        for code, agreement in agreements.items():
            entry = self.thing("agreement.targets", code, _language())
            place = Place(Keeper.SHEET, Ref(addressed("agreement", code), _root("agreement")), entry)
            for target in targets_agreed([agreement], services).values():
                yield target, place


def registers_of(
    programme: Programme, on: date, practices: Mapping[str, Practice], told: Told, scopes: Iterable[ScopeVersion]
) -> Registers:
    """What they hold, in one query; `scopes` are the versions of the scope whose signature counts, newest first."""
    by_hand = told.sheets.get("roles")
    return Registers(
        named_book(programme, told),
        practices,
        by_hand if isinstance(by_hand, dict) else {},
        next((version for version in scopes if version.approved_on <= on), None),
    )


def _root(root: str) -> str:
    return fact_roots()[root].name.in_language(_language())


def _language() -> str:
    return (get_language() or "en")[:2]
