"""A document → PDF: its values (`values`) and the template that sets them (`compiling`, `document.typ`)."""

from milepost.engines.rendering.pdf.compiling import to_first_page, to_pdf, to_png
from milepost.engines.rendering.pdf.pages import count_pages

__all__ = ["count_pages", "to_first_page", "to_pdf", "to_png"]
