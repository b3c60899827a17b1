"""Entering facts and answering questions, whole or a part at a time."""
