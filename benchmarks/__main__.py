"""Every benchmark on one store, one JSON object a line."""

from benchmarks import clock, gates, ledger, pages, schedules, serve
from benchmarks.calibration import calibrate
from benchmarks.store import open_store, read_options


def main() -> None:
    """Pages come first: their lists grow from what the demonstration holds."""
    options = read_options(__doc__)
    with open_store(options.database) as store:
        pages.measure(store, options, calibrate())
        serve.measure(store, options, calibrate())
        gates.measure(store, options, calibrate(), filled=True)
        pages.measure_documents(store, options)
        clock.measure(store, options, calibrate())
        ledger.measure(store, options, calibrate())
    schedules.measure(calibrate())


if __name__ == "__main__":
    main()
