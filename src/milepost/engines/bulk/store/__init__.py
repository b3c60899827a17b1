"""The evidence store: immutable Parquet parts in batches, and the current records derived from them.

`paths` names every place, `sealing` moves finished files there create-only, `current` writes a generation, `verifying`
re-hashes and rebuilds. Which parts are live is not written here: the caller's database says so.
"""
