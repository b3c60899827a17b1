"""What a password must be, beside Django's own rules: no longer than anybody types.

Hashing takes time with the length, so a bound keeps somebody from sending us megabytes to hash.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milepost.platform.organisations.models import Person

MOST = 256  # characters


class BoundedLength:
    """A validator for `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, _person: Person | None = None) -> None:
        """Raise ValidationError for a password that is too long."""
        if len(password) > MOST:
            raise ValidationError(_("A password has at most {limit} characters.").format(limit=MOST))

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("A password has at most {limit} characters.").format(limit=MOST)
