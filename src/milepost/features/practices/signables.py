"""What exactly an owner signs: the sentence, and the content whose hash goes under it."""

from django.utils.translation import gettext as _

from milepost.catalogue.practices import practice as known_practice
from milepost.features.practices.models import NilStatement
from milepost.platform.signatures.services import Signable
from milepost.platform.ui.formats import MONTH, as_day
from milepost.platform.ui.texts import speak


def nil_signable(statement: NilStatement) -> Signable:
    """A month's nil statement, with where the owner looked."""
    practice = statement.practice
    name = speak(known_practice(practice.key).name)
    return Signable(
        kind="practices.nilstatement",
        key=statement.pk,
        label=f"{known_practice(practice.key).name.en} {statement.month:%Y-%m}",
        programme_id=practice.programme_id,
        sentence=_("I state that {practice} had nothing to record in {month}. I looked at: {looked_at}").format(
            practice=name, month=as_day(statement.month, MONTH), looked_at=statement.looked_at
        ),
        content={
            "practice": practice.key,
            "month": f"{statement.month:%Y-%m}",
            "looked_at": statement.looked_at,
        },
    )
