"""From where a request came: a visitor's network address, and the network that guesses are counted for.

Behind proxies the machine at the other end is always the last of them. Each proxy appends to `X-Forwarded-For` who
reached it, so the entry of the outermost of *our* proxies is as many from the right as there are proxies
(`MILEPOST_PROXIES`). Whatever stands further left was written by the visitor and counts for nothing.
"""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

IPV6_NETWORK = 64  # bits: whoever has one IPv6 address has as many as they like within these


def address_of(request: HttpRequest) -> str:
    """The network address of the visitor; empty where nobody knows it, as on the command line."""
    peer = _plain(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return peer
    entries = [entry for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
    # Fewer entries than proxies: somebody came in behind the first, which wrote what is there.
    seen = entries[-min(settings.PROXIES, len(entries))] if entries else ""
    return _plain(seen) or peer


def network_of(request: HttpRequest) -> str:
    """For what wrong tries are counted: an IPv4 address, or the network that an IPv6 address is one of."""
    found = address_of(request)
    if ":" not in found:
        return found
    return str(ip_network((found, IPV6_NETWORK), strict=False))


def _plain(written: str) -> str:
    """An address in its one form, without port, brackets and zone; empty for anything else."""
    host = written.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)
