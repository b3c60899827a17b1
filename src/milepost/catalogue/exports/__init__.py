"""The standard in six formats: plain JSON, YAML, CSV and XLSX, a CISO Assistant library, an OSCAL catalog.

The same catalogue gives the same bytes: no clock, no random ids. `export_standard` is the whole interface.
"""

from collections.abc import Callable
from enum import StrEnum

from milepost.catalogue.exports.ciso import ciso_library
from milepost.catalogue.exports.oscal import oscal_catalog
from milepost.catalogue.exports.plain import as_json, as_yaml
from milepost.catalogue.exports.sheets import as_csv, as_xlsx
from milepost.catalogue.texts import LANGUAGES

__all__ = ["ExportFormat", "export_standard"]


class ExportFormat(StrEnum):
    """Formats of the standard; `file_name` gives each its ending."""

    JSON = "json"
    YAML = "yaml"
    CSV = "csv"
    XLSX = "xlsx"
    CISO = "ciso"
    OSCAL = "oscal"

    def file_name(self, language: str) -> str:
        """A name to save the export under, such as `iso20000-1-2018.id.xlsx`."""
        ending = {ExportFormat.CISO: "ciso.yaml", ExportFormat.OSCAL: "oscal.json"}.get(self, self.value)
        return f"iso20000-1-2018.{language}.{ending}"


_WRITERS: dict[ExportFormat, Callable[[str], bytes]] = {
    ExportFormat.JSON: as_json,
    ExportFormat.YAML: as_yaml,
    ExportFormat.CSV: as_csv,
    ExportFormat.XLSX: as_xlsx,
    ExportFormat.CISO: ciso_library,
    ExportFormat.OSCAL: oscal_catalog,
}


def export_standard(format: str, language: str) -> bytes:  # noqa: A002 - the word of the command line
    """The file's bytes; `ValueError` for a format or language that does not exist."""
    if language not in LANGUAGES:
        raise ValueError(f"The standard speaks {' and '.join(LANGUAGES)}, not “{language}”.")
    return _WRITERS[ExportFormat(format)](language)
