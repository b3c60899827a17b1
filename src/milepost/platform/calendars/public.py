"""Public holidays of a country by year, Indonesia's with its days of collective leave.

Dates that follow the moon are estimates until the government names them; an organisation corrects them with days of
its own.
"""

from datetime import date
from functools import lru_cache

from holidays import country_holidays
from holidays.registry import EntityLoader

COLLECTIVE = {"ID": ("government", "public")}
# Asked of the register: `list_supported_countries` loads the module of every country, which takes longer than a page.
KNOWN = frozenset(EntityLoader.get_country_codes(include_aliases=False))
LANGUAGES = {"ID": {"en": "en_US", "id": "id"}}


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int, language: str = "en") -> dict[date, str]:
    """Day → name, of one year; empty where the country is unknown. Named in the reader's language where it can be."""
    if not is_known(country):
        return {}
    spoken = LANGUAGES.get(country, {"en": "en_US"}).get(language)
    found = country_holidays(country, years=year, categories=COLLECTIVE.get(country), language=spoken)
    return dict(sorted(found.items()))


def is_known(country: str) -> bool:
    """Whether the holidays of a country are known."""
    return country in KNOWN
