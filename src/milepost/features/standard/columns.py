"""The columns of an export of the kinds of document, both languages side by side."""

from milepost.catalogue.documents.kinds import Kind
from milepost.platform.ui.tables_export import Column

COLUMNS: list[Column[Kind]] = [
    Column("key", lambda kind: kind.key),
    Column("title_en", lambda kind: kind.title.en),
    Column("title_id", lambda kind: kind.title.id),
    Column("kind", lambda kind: kind.sort.value),
    Column("practice", lambda kind: kind.practice),
    Column("clauses", lambda kind: " ".join(kind.clauses)),
    Column("items", lambda kind: " ".join(map(str, kind.items))),
    Column("owner", lambda kind: kind.owner),
    Column("approver", lambda kind: kind.approver),
    Column("top_management", lambda kind: kind.top_management),
    Column("classification", lambda kind: kind.classification.value),
    Column("review_months", lambda kind: kind.review_months),
    Column("retention_months", lambda kind: kind.retention_months),
    Column("repeats", lambda kind: kind.repeats.value),
    Column("about_en", lambda kind: kind.about.en),
    Column("about_id", lambda kind: kind.about.id),
]
