"""Jobs in the background: how many wait, which failed and what they were to do; try again, stop."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hotline.accounts import audit
from hotline.desk.times import stamp
from hotline.desk.views.admin.common import number, shown, word
from hotline.desk.views.common import page
from hotline.desk.words import table
from hotline.infra import clock, joblist
from hotline.infra.joblist import DOING, FAILED, WAITING
from hotline.orders import selectors as orders

PAGE_ROWS = 50


@page("administer")
@require_http_methods(["GET", "POST"])
def jobs(request: HttpRequest) -> HttpResponse:
    """Failed jobs first; on POST one or all of them are tried again, or one is stopped."""
    if request.method == "POST":
        return _do(request)
    status = request.GET.get("show", FAILED)
    status = status if status in (FAILED, WAITING, DOING) else FAILED
    before = number(request.GET.get("before", "")) or None
    found = joblist.listed(status, before, PAGE_ROWS + 1)
    context = {
        "counts": joblist.counts(),
        "status": status,
        "rows": [_row(job) for job in found[:PAGE_ROWS]],
        "later": f"?show={status}&before={found[PAGE_ROWS - 1].id}" if len(found) > PAGE_ROWS else "",
    }
    return shown(request, "jobs", "admin-jobs", context)


def _do(request: HttpRequest) -> HttpResponse:
    then, ident = request.POST.get("then", ""), number(request.POST.get("id", ""))
    if then == "all":
        done = joblist.retry_all()
        audit.note(request.user, "job_retried", "", {"n": done})
        return redirect(f"/admin/jobs/?said=retried&n={done}")
    job = joblist.stop(ident) if then == "stop" else joblist.retry(ident)
    if job is None:
        return redirect("/admin/jobs/?said=not_failed")
    audit.note(request.user, "job_stopped" if then == "stop" else "job_retried", str(ident), {"task": job.task})
    back = f"&show={WAITING}" if job.status == WAITING else ""
    return redirect(f"/admin/jobs/?said={'stopped' if then == 'stop' else 'retried&n=1'}{back}")


def _row(job: joblist.Job) -> dict[str, Any]:
    names, now = table("admin")["tasks"], clock.now()
    if job.status == FAILED:
        said = word("jobs.failed", n=job.attempts)
    elif job.late or job.due is None:
        said = word("jobs.due")
    else:
        said = word("jobs.waiting", at=stamp(job.due, now))
    found = orders.row(job.order) if job.order else None
    return {
        "id": job.id,
        "what": names.get(job.task) or word("tasks.other", name=job.task),
        "said": said,
        "number": found.number if found else "",
        "last": stamp(job.last, now) if job.last else "",
    }
