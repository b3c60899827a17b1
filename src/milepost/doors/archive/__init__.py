"""A programme's archive: everything of it in one ZIP file, and back without loss.

`contents` says which rows belong to a programme, `writing` puts them and their files into the archive, `reading`
checks an archive and loads it; `platform.packing` keeps the ZIP itself the same bytes for the same contents.

Members: `manifest.json` (format, time, and the SHA-256 of every other member), `tables/<app>.<model>.ndjson` (one row
a line, by key), `files/…` and `evidence/…` as they lie under MILEPOST_HOME. Passwords, tokens, invitations and
sessions are not in it.
"""
