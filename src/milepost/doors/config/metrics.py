"""`/metrics` for Prometheus: requests of all web processes, and what the database knows of work and ledger.

Off unless `MILEPOST_METRICS` says `loopback` (whoever asks from this machine, and not through a proxy) or `token` (the
bearer of `MILEPOST_METRICS_TOKEN`). Routes are told by their names: no address, no organisation, nobody.
"""

import hmac
import os
from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from milepost.platform.backups.selectors import last_good_backup
from milepost.platform.batches.models import Batch
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.selectors import workers_seen
from milepost.platform.ledger.models import Stream
from milepost.platform.walls.visible import as_installation

OFF, LOOPBACK, TOKEN = "", "loopback", "token"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds

OWN = CollectorRegistry()
REQUESTS = Counter("milepost_requests", "Requests answered.", ["route", "method", "status"], registry=OWN)
SECONDS = Histogram("milepost_request_seconds", "Time to an answer.", ["route"], buckets=BUCKETS, registry=OWN)


def observe(request: HttpRequest, status: int, seconds: float) -> None:
    """Count a request."""
    if settings.METRICS == OFF:
        return
    route = request.resolver_match.view_name if request.resolver_match else "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


class Database(Collector):
    """What the database knows, whichever process did it."""

    def collect(self) -> list[GaugeMetricFamily | CounterMetricFamily]:
        """A few queries at each scrape."""
        with as_installation("figures are of the whole installation, and name nobody"):
            return list(_counted())


def _counted() -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
    jobs = GaugeMetricFamily("milepost_jobs", "Long work by state.", labels=["state"])
    counted = dict(Job.objects.order_by().values_list("state").annotate(n=Count("pk")))
    for state in JobState:
        jobs.add_metric([state.value], counted.get(state.value, 0))
    yield jobs
    yield GaugeMetricFamily("milepost_workers", "Workers heard of lately.", value=workers_seen())
    yield CounterMetricFamily("milepost_imports", "Imports sealed.", value=Batch.objects.count())
    entries = Stream.objects.aggregate(n=Sum("head_seq"))["n"] or 0
    yield CounterMetricFamily("milepost_ledger_entries", "Entries appended to the ledger.", value=entries)
    good = last_good_backup()
    at = good.at.timestamp() if good else 0
    yield GaugeMetricFamily("milepost_last_good_backup_timestamp_seconds", "When it was made; 0: never.", value=at)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures as text; nothing is here (404) for whoever may not ask."""
    if not _may_ask(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Database())
    text = generate_latest(registry)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        text += generate_latest(together)
    else:
        text += generate_latest(OWN)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _may_ask(request: HttpRequest) -> bool:
    if settings.METRICS == LOOPBACK:
        proxied = any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"))
        return not proxied and _is_loopback(request.META.get("REMOTE_ADDR", ""))
    if settings.METRICS == TOKEN:
        sent = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(sent, f"Bearer {settings.METRICS_TOKEN}".encode())
    return False


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:  # a Unix socket has none; whoever reaches it is on this machine, and so is a proxy
        return False
