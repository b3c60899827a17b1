"""A document → PDF: its values (`values`) and the template that sets them (`compiling`, `document.typ`)."""

from milepost.engines.rendering.pdf.compiling import to_first_page, to_pdf, to_png

__all__ = ["to_first_page", "to_pdf", "to_png"]
