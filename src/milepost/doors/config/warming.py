"""What a web process does before it takes requests, so that nobody's first page waits for it.

It loads every view, the texts and the frame of a page. What is loaded by then stays for good, so the collector of
garbage leaves it alone from here on: to look through it again and again would stop all threads for a third of a second.
"""

import gc

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

THRESHOLDS = 5_000, 20, 20  # a page makes thousands of objects, and hardly one of them in a circle


def warm_up() -> None:
    """Load what every page needs, and have it left out of every collection."""
    _ = get_resolver().url_patterns, get_resolver().reverse_dict
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Programme")
    get_template("ui/base.html")
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
