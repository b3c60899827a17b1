"""The documents of a service management system, before any is written.

`kinds` (about a hundred kinds of document, what each is for and which documented information it satisfies), `roles`
(who owns, approves and does what in them), `words` (what the sorts, repetitions and classifications are called).
"""
