"""Mappings by name: those that come with the product, those kept with a source, and files."""

from pathlib import Path

from django.utils.translation import gettext as _

from milepost.catalogue.mappings import mapping_names, mapping_text
from milepost.engines.bulk import Mapping, parse_mapping
from milepost.platform.batches.models import Source
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.refusals import Refused


def ready_text(name: str) -> str:
    """One that comes with the product, as it is written. Raises `Refused`."""
    if name not in mapping_names():
        raise Refused(
            _("There is no mapping {name}.").format(name=name),
            field="mapping",
            hint=_("Ready ones are: {names}. Or name a file.").format(names=", ".join(mapping_names())),
        )
    return mapping_text(name)


def find_mapping(wanted: str, organisation: Organisation | None = None) -> tuple[str, Mapping]:
    """A mapping by name or file: a source of the organisation, a ready one, or a file; with the name to keep it under.

    Raises `Refused`, or `BadMapping` for a file that cannot be read as one.
    """
    path = Path(wanted)
    if path.suffix.lower() in {".yaml", ".yml"} or (wanted and path.is_file()):
        try:
            return path.name, parse_mapping(path.read_text(encoding="utf-8"), file=str(path))
        except (OSError, UnicodeDecodeError) as broken:
            raise Refused(
                _("The mapping {file} cannot be read.").format(file=wanted),
                field="mapping",
                hint=_("Name a mapping file in UTF-8 that exists: {why}.").format(
                    why=broken.strerror if isinstance(broken, OSError) else broken.reason
                ),
            ) from None
    return find_named_mapping(wanted, organisation)


def find_named_mapping(wanted: str, organisation: Organisation | None) -> tuple[str, Mapping]:
    """A ready mapping, or the one kept with a source. What comes over the network is never taken for a path."""
    if organisation is not None and wanted not in mapping_names():
        source = Source.objects.filter(organisation=organisation, code=wanted).exclude(mapping="").first()
        if source is not None:
            return source.mapping_name or source.code, parse_mapping(source.mapping, file=source.code)
    return wanted, parse_mapping(ready_text(wanted), file=wanted)
