"""Blocks → HTML: a fragment for a page (`fragment`), and a whole file (`file`)."""

from milepost.engines.rendering.html.file import to_html_file
from milepost.engines.rendering.html.fragment import to_html, to_html_parts

__all__ = ["to_html", "to_html_file", "to_html_parts"]
