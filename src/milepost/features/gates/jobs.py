"""What workers do for the gates: look at every programme once a day, for the history of its gates."""

from milepost.features.gates.judging import note_all
from milepost.platform.jobs.duties import daily

daily("gates.judge")(note_all)
