"""Operation clocks: gathered from the roll-up and the registers, read by the rules, shown, served, given to the gates.

`recounting` keeps the roll-up true, `gathering` collects facts in a fixed number of queries, `reading` asks the rules,
`topics` answers the gates; `values` is what command line and API print, `strip`, `grounds` and `records` are the page.
"""
