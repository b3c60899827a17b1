"""The documentation's build: `make docs`."""

from milepost import __version__

project = "Milepost"
author = "Milepost's contributors"
copyright = "2026, Milepost's contributors"  # noqa: A001 - Sphinx's name
version = release = __version__
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns: list[str] = []
html_theme = "alabaster"
html_theme_options = {"page_width": "72rem", "sidebar_width": "16rem", "description": project, "show_powered_by": False}
html_show_sphinx = False
