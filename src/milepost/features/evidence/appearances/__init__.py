"""Records that appeared later (ground 7 of the clock): the owner says why, an internal auditor accepts, and they count.

`finding` reads which imports brought such records, `services` writes explanations and decisions, `selectors` lists
them; `views`, `api` and `values` are the doors. `imports.terms` gives the roll-up what was accepted.
"""
