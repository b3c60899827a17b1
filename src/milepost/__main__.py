"""`python -m milepost` is the `milepost` command."""

from milepost.doors.cli.main import run

if __name__ == "__main__":
    run()
