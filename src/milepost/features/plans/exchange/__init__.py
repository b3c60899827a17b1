"""The plan to and from other planners' tools: MS Project XML (MSPDI), CSV, and gates as iCalendar.

Out: `outgoing` (rows → what a file holds), `writing` (→ MSPDI), `milestones` (→ iCalendar), `sheet` (CSV both ways).
In: `reading` (bytes → elements, safely), `incoming` (elements → rows of activities, and notes on what is left behind),
`links` (dependencies both ways), `services` (rows → what changes, then one transaction). `reading`, `writing`, `links`
and `incoming` know neither the database nor a clock.
"""
