"""Which template writes a document here: the shipped one, or the version that the organisation made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import OuterRef, QuerySet, Subquery

from milepost.catalogue.documents.templates import LANGUAGES, template, template_keys, template_source
from milepost.engines.rules.texts import Text
from milepost.engines.templating.answers import shape_of
from milepost.engines.templating.copying import merge_templates
from milepost.engines.templating.front import Question, Template, read_template
from milepost.engines.templating.language import BadTemplate
from milepost.engines.templating.merging import Merged
from milepost.engines.templating.shapes import Shape
from milepost.features.drafting.models import OwnTemplate
from milepost.features.drafting.sheets.kinds import answer_shape, questions
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.canonical import sha256
from milepost.platform.organisations.policies import Hidden


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is written from: a template, its version here (0 for the shipped one), or why it cannot be read.

    Where it cannot, `template` is the shipped one, which says what the document is.
    """

    template: Template
    own_version: int = 0
    unreadable: Text | str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a template stands in a programme: what is shipped, every version of its own, the newest last."""

    key: str
    language: str
    shipped_text: str
    versions: tuple[OwnTemplate, ...]

    @property
    def shipped(self) -> Template:
        """The template of this Milepost."""
        return template(self.key, self.language)

    @property
    def newest(self) -> OwnTemplate | None:
        """The last decision: a version, or that the shipped template is used again."""
        return self.versions[-1] if self.versions else None

    @property
    def in_use(self) -> OwnTemplate | None:
        """The version that documents are written from; None where that is the shipped template."""
        return self.newest if self.newest is not None and self.newest.is_copy else None

    @property
    def text(self) -> str:
        """The file that documents are written from."""
        return self.in_use.text if self.in_use else self.shipped_text

    @property
    def edition(self) -> int:
        """The edition that it is, or was made from."""
        return self.in_use.edition if self.in_use else self.shipped.edition

    @property
    def title(self) -> str:
        """What the document is called by it."""
        return _source(self.in_use).template.title if self.in_use else self.shipped.title

    @property
    def made_from(self) -> str:
        """The shipped file that it was made from."""
        return self.in_use.shipped_text if self.in_use else self.shipped_text

    @property
    def is_outdated(self) -> bool:
        """Whether Milepost ships another text than the one that was copied."""
        return self.made_from != self.shipped_text

    def merged(self) -> Merged:
        """The version in use with what the shipped template changed since it was copied."""
        return merge_templates(self.made_from, self.text, self.shipped_text)

    def resting_on(self, digest: str) -> str | None:
        """The shipped file with that SHA-256, of now or of an earlier copy; that of the version in use for none."""
        if not digest:
            return self.made_from
        known = [self.shipped_text, *(version.shipped_text for version in self.versions)]
        return next((text for text in known if text and digest_of(text) == digest), None)


def digest_of(text: str) -> str:
    """By what a shipped file is named: its SHA-256."""
    return sha256(text.encode())


def standing_of(programme: Programme, key: str, language: str) -> Standing:
    """How one template stands. Raises `Hidden` where the catalogue has none of that key."""
    if key not in template_keys() or language not in LANGUAGES:
        raise Hidden
    rows = OwnTemplate.objects.filter(programme=programme, template=key, language=language)
    versions = tuple(rows.select_related("saved_by").order_by("number"))
    return Standing(key, language, template_source(key, language), versions)


def standings_of(programme: Programme, language: str) -> tuple[Standing, ...]:
    """How every template stands, by its newest version alone. One query."""
    newest = {row.template: row for row in _newest(programme).filter(language=language).select_related("saved_by")}
    return tuple(
        Standing(key, language, template_source(key, language), (newest[key],) if key in newest else ())
        for key in template_keys()
    )


def version_of(standing: Standing, number: int) -> OwnTemplate:
    """One version by its number. Raises `Hidden` where there is none."""
    found = next((version for version in standing.versions if version.number == number), None)
    if found is None:
        raise Hidden
    return found


def sources_in_use(programme: Programme, language: str) -> Mapping[str, Source]:
    """The organisation's own templates that documents are written from, by key. One query."""
    return {row.template: _source(row) for row in _own(programme).filter(language=language)}


def questions_of(programme: Programme, language: str) -> dict[str, Question]:
    """Every question that documents of a programme ask, by key: the catalogue's, and those of its own templates.

    One that an own template asks in the other language alone stands in that one.
    """
    found = dict(questions(language))
    for row in sorted(_own(programme), key=lambda row: row.language != language):
        for question in _source(row).template.questions:
            found.setdefault(question.key, question)
    return found


def answer_shape_of(programme: Programme, code: str) -> Shape:
    """The shape of the answer to a question. Raises `KeyError` for one that no document asks."""
    if code in questions("en"):
        return answer_shape(code)
    return shape_of(questions_of(programme, "en")[code].answer)


def _own(programme: Programme) -> QuerySet[OwnTemplate]:
    """The versions in use, in either language; one of a key that the catalogue dropped writes nothing."""
    in_use = _newest(programme).filter(template__in=template_keys()).exclude(text="")
    return in_use.defer("shipped_text", "reason")


def _newest(programme: Programme) -> QuerySet[OwnTemplate]:
    same = {name: OuterRef(name) for name in ("programme", "template", "language")}
    newest = OwnTemplate.objects.filter(**same).order_by("-number").values("pk")[:1]
    return OwnTemplate.objects.filter(programme=programme, pk=Subquery(newest))


def _source(row: OwnTemplate) -> Source:
    try:
        return Source(_read(row.text), row.number)
    except BadTemplate as bad:  # saved by a Milepost that took what this one does not
        return Source(template(row.template, row.language), row.number, bad.reason)


@lru_cache(maxsize=256)
def _read(text: str) -> Template:
    return read_template(text)
