"""What surrounds a page, as `base.html` reads it from the context.

`rail` (Section, …), `crumbs` (Link, …), `user_menu` (Link, …), and the words `organisation_name`, `programme_name`,
`search_url`, `user_name`, `sign_out_url`, `rules_version`, `last_import_at`, `history_url`, `help_url`. Each may be
absent.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page; `count` is shown beside it (6, G3), `current` marks the page one is on."""

    label: str
    url: str = ""
    count: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the rail with its links."""

    heading: str
    items: tuple[Link, ...]


def mounted() -> Hashable:
    """Where pages lie: whatever keeps an address keeps it for this."""
    return get_script_prefix(), get_urlconf(settings.ROOT_URLCONF)


def mark_current(sections: Iterable[Section], path: str) -> tuple[Section, ...]:
    """The rail with one link marked: the one whose address is the longest beginning of `path`."""
    rail = tuple(sections)
    fitting = [link.url for section in rail for link in section.items if link.url and _leads_to(link.url, path)]
    nearest = max(fitting, key=len, default=None)
    return tuple(
        replace(section, items=tuple(replace(link, current=link.url == nearest) for link in section.items))
        for section in rail
    )


def way_here(home: Link, rail: Iterable[Section], path: str) -> tuple[Link, ...]:
    """The crumbs of a page that gives none: home, then the marked link of the rail; home itself has none."""
    here = next((link for section in rail for link in section.items if link.current), None)
    if here is None or here.url == home.url:
        return ()
    return home, Link(here.label, "" if here.url == path else here.url)


def _leads_to(url: str, path: str) -> bool:
    return path == url or path.startswith(url if url.endswith("/") else f"{url}/")
