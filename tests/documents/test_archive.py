"""A programme's archive carries its documents: versions, signatures, remarks, readings, files; the ledger agrees."""

import json
from pathlib import Path

from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import (
    add_comment,
    finish_review,
    hand_out,
    put_translation,
    save_draft,
)
from milepost.features.governance.services import HandedIn
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from tests.archive.test_archive import in_a_new_home
from tests.documents.conftest import approve
from tests.documents.test_files import PDF
from tests.people import actor_of, cli


def test_documents_go_out_and_come_in_as_they_were(
    in_review: Version, document: Document, ada: Person, ben: Person, olga: Person, sari: Person, tmp_path: Path
) -> None:
    finish_review(actor=actor_of(ben), version=in_review)
    version = approve(in_review, sari)
    put_translation(actor=actor_of(olga), version=version, language="id", body="Insiden")
    hand_out(actor=actor_of(olga), document=document, due_on=today("Asia/Jakarta"), people=[ben])
    draft = save_draft(actor=actor_of(olga), document=document, fields={}, file=HandedIn("next.pdf", [PDF]))
    add_comment(actor=actor_of(ben), version=draft, text="Fine.")
    archive, show = tmp_path / "one.zip", ["documents", "show", "sms-1", "DOC-INC-01", "--as", ada.email, "--json"]
    assert cli("programme", "export", "sms-1", archive, "--as", ada.email, "--json").exit_code == 0
    answers = in_a_new_home(
        tmp_path / "other", ["programme", "import", str(archive), "--json"], ["ledger", "verify", "--json"], show
    )
    assert [code for code, _out, _err in answers] == [0, 0, 0], answers
    shown = json.loads(answers[2][1])
    assert shown == cli(*show).json
    assert (len(shown["versions"]), len(shown["comments"]), len(shown["handed_out"])) == (2, 1, 1)
    place = tmp_path / "other" / "files" / str(document.organisation_id) / draft.file_sha256[:2] / draft.file_sha256
    assert place.read_bytes() == PDF
