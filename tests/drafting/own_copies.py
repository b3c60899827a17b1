"""The incident procedure's template, as it is shipped and as an organisation changed it."""

from milepost.catalogue.documents.templates import template_source
from milepost.features.drafting.models import OwnTemplate
from milepost.features.drafting.own.copying import save_template
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.people import actor_of

KEY = "DOC-INC-01"
SHIPPED = template_source(KEY, "en")
BODY = SHIPPED.index("\n---\n", 4) + 5


def changed(*pairs: tuple[str, str], of: str = SHIPPED) -> str:
    """The shipped file with something else in it."""
    for old, new in pairs:
        assert old in of
        of = of.replace(old, new, 1)
    return of


def added(words: str) -> str:
    """The shipped file with words of one's own before its second heading."""
    at = SHIPPED.index("\n## ", BODY + 5)
    return f"{SHIPPED[:at]}\n{words}\n{SHIPPED[at:]}"


OWN = added("At {{ org.name }} we whistle first.")


def saved(person: Person, programme: Programme, text: str = OWN, **more: object) -> OwnTemplate:
    given: dict[str, object] = {"key": KEY, "language": "en", "reason": "We whistle.", **more}
    return save_template(actor=actor_of(person), programme=programme, text=text, **given)  # type: ignore[arg-type]
