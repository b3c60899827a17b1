"""The world of these tests: Ada and Olga write, Ben reviews, Sari approves for top management."""

from collections.abc import Callable
from typing import Any

import pytest

from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import (
    Asked,
    Submission,
    approve_version,
    put_document,
    save_draft,
    submit_version,
)
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.signatures.services import Signing
from tests.people import PASSWORD, actor_of

SIGNING = Signing(PASSWORD)
BODY = "# Incident management\n\nThe service desk records each incident.\nThe assignee resolves it.\n"

type Draft = Callable[..., Version]


@pytest.fixture
def document(programme: Programme, ada: Person, olga: Person) -> Document:
    """DOC-INC-01, a procedure that Olga owns."""
    fields = {"number": "DOC-INC-01", "title": "Incident management", "kind": "procedure", "practice": "incident",
              "owner": olga, "review_months": 12, "clauses": ["8.6.1"]}  # fmt: skip
    return put_document(actor=actor_of(ada), programme=programme, fields=fields).row


@pytest.fixture
def draft(document: Document, olga: Person) -> Version:
    return save_draft(actor=actor_of(olga), document=document, fields={"body": BODY})


@pytest.fixture
def in_review(draft: Version, ada: Person, ben: Person, sari: Person) -> Version:
    """Ben reviews, then Sari approves."""
    return submit(draft, ada, reviewers=(Asked(ben),), approvers=(Asked(sari),))


def submit(version: Version, who: Person, **asked: Any) -> Version:
    return submit_version(actor=actor_of(who), version=version, submission=Submission(**asked))


def approve(version: Version, who: Person) -> Version:
    return approve_version(actor=actor_of(who), version=version, signing=SIGNING)


def in_force(document: Document, writer: Person, approver: Person, body: str = BODY) -> Version:
    """A further version, from the draft to the approval."""
    version = save_draft(actor=actor_of(writer), document=document, fields={"body": body})
    return approve(submit(version, writer, approvers=(Asked(approver),)), approver)
