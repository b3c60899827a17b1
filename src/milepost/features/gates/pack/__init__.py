"""The application pack (S-10): everything in force that the certification body asks for, as one ZIP.

`entries` says what a pack is made of, `gathering` what is in it today and what lacks, `sheets` prints what only the
registers hold (scope, decisions, services and sites), `index` the letter with the table of contents, `making` writes
the file. For pages and the API a worker does that (`queueing`); `kept` says how it stands and hands it out. What is not
in force does not go in; what lacks is named on the first page.
"""
