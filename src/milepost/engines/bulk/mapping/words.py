"""What columns and states are called: field names of the tools, their labels, and Indonesian.

Compared after `normal()`: lower case, letters and digits only. Order matters: the first field that fits takes a column.
"""

import re

COLUMNS: dict[str, tuple[str, ...]] = {
    "source_id": (
        "source_id",
        "sys_id",
        "id",
        "issue id",
        "ticket id",
        "incident id",
        "request id",
        "uuid",
        "key",
        "nomor tiket",
        "no tiket",
        "id tiket",
        "id insiden",
        "nomor insiden",
    ),
    "ref": ("ref", "number", "issue key", "ticket number", "ticketnumber", "reference", "nomor", "no", "kode tiket"),
    "state": ("state", "status", "ticket status", "incident state", "operational status", "keadaan", "status tiket"),
    "opened_at": (
        "opened_at",
        "opened",
        "open time",
        "open_time",
        "created",
        "created at",
        "date",
        "start date",
        "opening date",
        "reported at",
        "creation date",
        "date opened",
        "open date",
        "created date",
        "tanggal",
        "tanggal dibuka",
        "dibuka",
        "tanggal lapor",
        "waktu lapor",
        "tanggal dibuat",
        "waktu buka",
        "tanggal tiket",
        "dibuat",
    ),
    "entered_at": ("entered_at", "sys_created_on", "date_creation", "entry date", "tanggal input", "waktu input"),
    "first_response_at": (
        "first_response_at",
        "takeintoaccountdate",
        "assignment date",
        "first response",
        "responded at",
        "waktu respon",
        "waktu respons",
        "tanggal respon",
    ),
    "resolved_at": (
        "resolved_at",
        "resolved",
        "resolved time",
        "solvedate",
        "resolution date",
        "resolutiondate",
        "solved at",
        "tanggal selesai",
        "waktu selesai",
        "diselesaikan",
    ),
    "closed_at": (
        "closed_at",
        "closed",
        "close time",
        "closedate",
        "close date",
        "close_at",
        "closed date",
        "tanggal tutup",
        "tanggal ditutup",
        "ditutup",
        "waktu tutup",
    ),
    "impact": ("impact", "dampak"),
    "urgency": ("urgency", "urgensi", "kedaruratan"),
    "priority": ("priority", "prioritas", "severity"),
    "service": (
        "service",
        "business service",
        "service offering",
        "affected services",
        "service name",
        "layanan",
        "nama layanan",
    ),
    "ci": (
        "ci",
        "cmdb ci",
        "configuration item",
        "functionalcis list",
        "ci name",
        "ci_name_aff",
        "item konfigurasi",
        "perangkat",
    ),
    "group": (
        "group",
        "assignment group",
        "team",
        "team id",
        "team name",
        "queue",
        "support group",
        "kelompok",
        "tim",
        "grup",
        "unit penanganan",
    ),
    "site": ("site", "location", "lokasi", "cabang", "branch"),
    "breached": ("breached", "has breached", "sla breached", "sla ttr passed", "melanggar sla"),
    "close_code": ("close_code", "close code", "resolution code", "closure code", "kode penyelesaian"),
    "type": ("type", "change type", "jenis"),
    "risk": ("risk", "change risk", "risiko"),
    "actor": ("actor", "opened by", "created by", "sys_created_by", "dibuat oleh", "petugas"),
    "requester": (
        "requester",
        "caller",
        "caller id",
        "requested for",
        "reporter",
        "customer",
        "pelapor",
        "pemohon",
        "pengguna",
    ),
    "assignee": ("assignee", "assigned to", "agent", "owner", "agent id", "penanggung jawab", "teknisi"),
    "title": ("title", "short description", "summary", "subject", "name", "judul", "ringkasan", "perihal", "keluhan"),
    "description": ("description", "content", "details", "deskripsi", "keterangan", "uraian"),
    "resolution": ("resolution", "close notes", "solution", "resolution notes", "solusi", "penyelesaian"),
}

STATES: dict[str, tuple[str, ...]] = {
    "new": ("new", "baru", "nieuw", "registered", "logged", "submitted", "to do"),
    "open": (
        "open",
        "in progress",
        "work in progress",
        "assigned",
        "active",
        "accepted",
        "reopened",
        "diproses",
        "dalam proses",
        "sedang dikerjakan",
        "dikerjakan",
        "terbuka",
        "buka",
        "escalated",
        "planned",
        "processing",
        "ditugaskan",
        "waiting for support",
    ),
    "pending": (
        "pending",
        "on hold",
        "waiting",
        "awaiting",
        "waiting for customer",
        "tertunda",
        "menunggu",
        "ditunda",
        "suspended",
        "pending reminder",
        "pending close",
        "pending auto close+",
        "pending auto close-",
        "waiting for approval",
    ),
    "resolved": ("resolved", "solved", "selesai", "terselesaikan", "fixed", "completed", "done"),
    "closed": (
        "closed",
        "close",
        "closed complete",
        "closed incomplete",
        "closed successful",
        "closed unsuccessful",
        "ditutup",
        "tutup",
        "tertutup",
    ),
    "cancelled": (
        "cancelled",
        "canceled",
        "dibatalkan",
        "batal",
        "rejected",
        "ditolak",
        "closed skipped",
        "withdrawn",
        "removed",
        "merged",
    ),
}

LEVELS: dict[str, str] = {
    "critical": "1", "kritis": "1", "highest": "1", "blocker": "1", "urgent": "1",
    "high": "2", "tinggi": "2", "major": "2",
    "medium": "3", "moderate": "3", "normal": "3", "sedang": "3", "menengah": "3",
    "low": "4", "rendah": "4", "minor": "4",
    "lowest": "5", "planning": "5", "very low": "5", "sangat rendah": "5", "trivial": "5",
}  # fmt: skip

PERSONAL = re.compile(
    r"(^|[^a-z])(caller|requester|requested (for|by)|opened by|closed by|resolved by|created by|updated by|assigned to"
    r"|assignee|reporter|agent|owner|owned by|managed by|customer( id)?|contact|user|users id [a-z]+|person|employee"
    r"|e ?mail|phone|mobile|first name|last name|full name|display name|watch list|work notes list"
    r"|pelapor|pemohon|petugas|teknisi|pengguna|nama( lengkap)?|surel|telepon|telp|hp|no hp|nip|nik|dibuat oleh"
    r"|ditugaskan kepada|penanggung jawab|karyawan|pegawai)([^a-z]|$)"
)
NOT_PERSONAL = re.compile(
    r"(group|team|queue|count|type|number of|layanan|service|kelompok|grup|nama (layanan|perangkat|aplikasi))"
)


def normal(column: str) -> str:
    """A column's name as it is compared: `Assigned To`, `assigned_to` and `assigned to` are the same."""
    return re.sub(r"[^a-z0-9]+", " ", column.lower()).strip()


def is_personal(column: str) -> bool:
    """Whether the name of a column says that it is about a person."""
    words = normal(column)
    return bool(PERSONAL.search(words)) and not NOT_PERSONAL.search(words)
