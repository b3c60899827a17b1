"""What a password must be, beside Django's own rules: no longer than anybody types, more than the organisation's name.

Hashing takes time with the length, so a bound keeps somebody from sending us megabytes to hash.
"""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.platform.organisations.models import Invitation, Member, Organisation, Person
from milepost.platform.walls.visible import as_installation

MOST = 256  # characters
OURS = "milepost"
SHORTEST_WORD = 4  # letters; shorter ones stand in any password by chance
LEAST_BESIDE = 8  # characters that are in none of the words


class BoundedLength:
    """A validator for `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, _person: Person | None = None) -> None:
        """Raise ValidationError for a password that is too long."""
        if len(password) > MOST:
            raise ValidationError(_("A password has at most {limit} characters.").format(limit=MOST))

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("A password has at most {limit} characters.").format(limit=MOST)


class NotTheirOrganisation:
    """A validator for `AUTH_PASSWORD_VALIDATORS`: the organisation's name and ours are what a guesser tries first."""

    def validate(self, password: str, person: Person | None = None) -> None:
        """Raise ValidationError for a password that is little more than such a name."""
        rest = password.casefold()
        for word in sorted({OURS, *_words_around(person)}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < min(LEAST_BESIDE, len(password)):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """The rule in words."""
        return ngettext(
            "Beside the name of your organisation, a password has at least {least} character.",
            "Beside the name of your organisation, a password has at least {least} characters.",
            LEAST_BESIDE,
        ).format(least=LEAST_BESIDE)


def _words_around(person: Person | None) -> Iterator[str]:
    """The words in names and codes of the organisations that somebody belongs to or is invited to."""
    if person is None:
        return
    with as_installation("a password must not be the name of any of somebody's organisations"):
        theirs = Organisation.objects.filter(
            pk__in={
                *Member.objects.filter(person=person, removed_at=None).values_list("organisation_id", flat=True),
                *Invitation.objects.filter(email=person.email).values_list("organisation_id", flat=True),
            }
        )
        names = [part for organisation in theirs for part in (organisation.name, organisation.code)]
    for name in names:
        yield from (word for word in re.findall(r"\w+", name.casefold()) if len(word) >= SHORTEST_WORD)
