"""``/healthz`` (this process answers) and ``/readyz`` (this installation can do its work)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from cms.domain.health import readiness
from cms.own_settings import own_settings


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: the process is alive. Asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 with ``ok`` or ``degraded``, 503 with ``failed``; reasons only for who has the health token.

    The token comes in the header ``X-Health-Token`` (or ``Authorization: Bearer``), never in the address.
    """
    report = readiness(now=timezone.now())
    answer: dict[str, object] = {"state": report.state}
    if _may_see_details(request):
        answer |= {"failed": report.failed, "degraded": report.degraded}
    return JsonResponse(answer, status=503 if report.failed else 200)


def _may_see_details(request: HttpRequest) -> bool:
    token = request.headers.get("X-Health-Token", "") or request.headers.get("Authorization", "").removeprefix(
        "Bearer "
    )
    return bool(own_settings.HEALTH_TOKEN) and constant_time_compare(token.strip(), own_settings.HEALTH_TOKEN)
