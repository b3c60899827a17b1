"""What a wheel holds beside the sources: the catalogues of texts, compiled when it is built."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTexts(BuildHookInterface[Any]):
    """Writes each `.mo` beside its `.po`, as `make` does; what lies there may be older than the texts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook is called so
        for path in Path(self.root, "src", "milepost", "locale").glob("*/LC_MESSAGES/*.po"):
            with path.open("rb") as readable, path.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(readable, locale=path.parts[-3]))
