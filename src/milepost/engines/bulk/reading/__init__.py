"""From a received file to rows of text: what it is, how it is written, where each row stands.

`inspect_file` reads the bytes once (hash, encoding, NUL bytes); `open_rows` answers with a relation whose columns
are all text, converting workbooks, JSON and foreign encodings into a CSV in the job's folder first.
"""

from milepost.engines.bulk.reading.dialects import Dialect
from milepost.engines.bulk.reading.inspecting import Inspected, inspect_file
from milepost.engines.bulk.reading.opening import Rows, open_rows

__all__ = ["Dialect", "Inspected", "Rows", "inspect_file", "open_rows"]
