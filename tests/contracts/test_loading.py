"""What a process loads before anybody asks for it: each heavy library costs every command its start and every
process its memory."""

import subprocess
import sys

import pytest

HEAVY = ("duckdb", "fido2", "joserfc", "segno", "charset_normalizer", "python_calamine", "docx", "typst", "obstore")
STATUS = "import milepost.doors.cli.main as main; main.build('status')"
WEB = "import milepost.doors.config.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"


@pytest.mark.parametrize("start", [STATUS, WEB], ids=["milepost status", "a web process"])
def test_heavy_libraries_wait_until_they_are_used(start: str) -> None:
    ask = f"{start}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
