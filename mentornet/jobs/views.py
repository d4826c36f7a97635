from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentornet.jobs.readiness import readiness


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Return whether this process answers and reaches its database: for a load balancer. 503 if it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Return whether the service does its work, in numbers: for whoever watches it. 503 where it does not."""
    found = readiness()
    body = {
        "ready": found.is_ready,
        "database": found.database,
        "broker": found.broker,
        "workers": found.workers,
        "beat_seen_seconds": found.beat_seen_seconds,
        "waiting": found.waiting,
        "oldest_waiting_seconds": found.oldest_waiting_seconds,
        "failed": found.failed,
        "oldest_write_seconds": found.oldest_write_seconds,
    }
    return JsonResponse(body, status=200 if found.is_ready else 503)
