"""A later Milepost."""

import pytest

from milepost.catalogue.documents import templates as catalogue
from milepost.features.drafting.writing import own_templates
from tests.drafting.own_copies import KEY, changed


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> str:
    """A Milepost that ships another edition of the incident procedure; its file."""
    text = changed(("edition: 1", "edition: 2"), ("\n## Scope", "\nEdition two of {{ org.name }}.\n\n## Scope"))

    def source(key: str, language: str) -> str:
        return text if (key, language) == (KEY, "en") else catalogue.template_source(key, language)

    def template(key: str, language: str) -> object:
        return own_templates._read(text) if (key, language) == (KEY, "en") else catalogue.template(key, language)

    monkeypatch.setattr(own_templates, "template_source", source)
    monkeypatch.setattr(own_templates, "template", template)
    return text
