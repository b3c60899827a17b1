"""A backup of the whole installation: one file, made while people work, loaded into SQLite or PostgreSQL.

`tables` says which tables take part, `files` which files, `snapshot` lets one moment be read while others write,
`writing` makes the archive, `reading` checks one that anybody may have handed in, `loading` fills a database with it at
the state of the schema it was made at, `swapping` puts that in the place of the present one, `restoring` is the order
of these steps, `services` keeps the list of backups. The format: `docs/reference/backup-format.md`.
"""
