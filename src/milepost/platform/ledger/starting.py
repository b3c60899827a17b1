"""What a process of its own does first. Nothing is imported here: models cannot be before it has run."""


def start() -> None:
    """Set Django up in a process that was just made."""
    import django  # noqa: PLC0415 - see above

    django.setup()
