"""Documents written from data: a bounded template language, and what a draft still lacks.

The parts, in the order in which a document passes through them: `shapes` (what the facts of a document look like),
`facts` (facts bound to one language, each knowing its own path), `words` (how numbers, days and lists read in a
language), `language` (the template language and its bounds), `front` (a template's file), `drafting` (one document
written, with its gaps and open questions), `checking` (what the author of a template has to mend).
"""
