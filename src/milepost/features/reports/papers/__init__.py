"""The paper that the steering committee has before it, written by itself and frozen when it is issued.

The parts, in the order in which a paper passes through them: `gathering` (the programme → what a paper says, in no
language), `writing` (→ pieces in the reader's language), `pieces` (as JSON keeps them, and as the rendering's blocks),
`issuing` (kept for good), `reading`, `printing` (PDF, DOCX, HTML), `values` (for machines).
"""
