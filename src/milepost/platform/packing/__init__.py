"""Rows and files in a ZIP that anybody may hand in: `rows` writes a row and reads it, `zips` is the file itself."""
