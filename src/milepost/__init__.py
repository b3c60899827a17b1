"""Milepost runs an organisation's ISO/IEC 20000-1 programme from gap assessment to certificate."""

__version__ = "0.1.0"
