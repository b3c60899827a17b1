"""A document → DOCX with real styles, as Word and LibreOffice write it.

`opening` opens the own reference file or an empty one, `styles.xml` holds the styles that it may lack, `writer` turns
blocks into paragraphs and tables, `frame` adds title, approvals, contents, header and footer, `saving` the properties.
"""

from milepost.engines.rendering.docx.saving import to_docx

__all__ = ["to_docx"]
