"""Where a fact was said, in words, and the page on which it is changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.drafting.reading.given import Origin, Said
from milepost.features.programmes.models import Programme

_ANSWERED = _("from the programme's answers")
PLACES: Mapping[Origin, tuple[Promise, str, *tuple[str, ...]]] = {
    Origin.ANSWERS: (_ANSWERED, "programmes:settings"),
    Origin.NAMED: (_ANSWERED, "governance:overview"),
    Origin.SETTINGS: (_("from the settings of the programme"), "programmes:settings"),
    Origin.PEOPLE: (_("from the people of the programme"), "governance:overview"),
    Origin.PRACTICES: (_("from the practices"), "practices:list"),
    Origin.MEMBERS: (_("from the members who have that role"), "governance:overview"),
    Origin.COMMITTEE: (_("from the rhythm of the steering committee"), "governance:rhythm"),
    Origin.COMMITMENT: (_("from the leadership commitment"), "governance:commitment"),
    Origin.BOARD: (_("from the decision of the board"), "governance:overview"),
    Origin.RISKS: (_("from the risks of the programme"), "management:list", "programme-risks"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts were said: the words for it, and where they are changed."""

    words: Promise
    address: str


def sources_in(said: Iterable[Said], programme: Programme) -> tuple[Source, ...]:
    """Each place where some of these facts were said, once."""
    code = programme.organisation.code
    found = dict.fromkeys(PLACES[each.origin] for each in said)
    return tuple(Source(words, reverse(name, args=[code, programme.code, *of])) for words, name, *of in found)
