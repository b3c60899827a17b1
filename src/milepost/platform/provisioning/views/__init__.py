"""SCIM's addresses: what is supported, users, groups."""
