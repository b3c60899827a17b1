"""What workers do for document control: remind once a day of the reviews that come, and of what is not read yet."""

from milepost.features.documents.services import remind_of_readings, remind_of_reviews
from milepost.platform.jobs.duties import daily
from milepost.platform.organisations.selectors import in_each_organisation


@daily("documents.remind")
def remind_all() -> int:
    """Remind in each organisation; answers with how many reviews were put on a list."""
    return sum(in_each_organisation(remind_of_reviews))


@daily("documents.remind-readers")
def remind_readers() -> int:
    """Remind in each organisation; answers with how many readers were."""
    return sum(in_each_organisation(remind_of_readings))
