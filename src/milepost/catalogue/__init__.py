"""The catalogue: what is known before any programme starts, as data with one loader.

`standard` (clauses, statements, documented information), `practices`, `programme` (phases, gates, rules, roles,
settings), `waits` (time that has to pass between steps), `records` (neutral record columns), `documents` (kinds of
document and the roles in them), `exports` (the standard in six formats). Texts stand in English and Indonesian as
`LocalText`. Everything is read once and kept.
"""
