"""Pictures on other servers into the library, in the background.

How it is used (by pasting, by importing a page):

1. The text holds a placeholder for each picture: ``text.pending.pending_src(url)``, a local address that names the
   remote one. Nothing is fetched yet, and the text can be saved; it cannot go out (``rules.checks``).
2. ``rehost(urls, by=…)`` writes a job and starts it. At most ``MAX_PICTURES``; the rest are failures that say so.
3. ``GET /admin/news/image/fetching/<job>/`` answers how far each has come::

       {"job": 7, "done": false, "stalled": false, "waiting": 1, "failed": 1, "pictures": [
         {"url": "https://…", "placeholder": "/media/pending/….svg", "state": "done", "word": "已取回",
          "address": "/media/images/ab/ab….jpg", "width": 1080, "height": 720, "problem": ""}, …]}

   ``state`` is waiting, done or failed; ``address`` is '' until it is done; ``problem`` says why it failed.
4. ``POST`` to the same address tries again what failed (and wakes a job that is ``stalled``); it answers the same.
   ``POST /admin/news/image/fetching/`` with ``{"pictures": [address or placeholder, …]}`` answers the same of the job
   that has them: the one of today if there is one (``sought``), else a new one. The open editor asks so.
5. A text that is saved has every placeholder replaced whose picture is here (``articles.prepared``); the form shows it
   so when it opens, and ``static/desk/fetching.js`` does it in the open editor.

Limits: 60 pictures a job, 20 MB and 60 s a picture (``media.remote``), 10 minutes a job. Two workers on one job do no
harm: the same content twice is one picture.
"""

import io
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from news.editorial.access import require
from news.editorial.articles import ensure_revision, locked, save_locked
from news.editorial.pending import with_arrived
from news.editorial.pictures import add_picture
from news.enums import FetchState, Verb
from news.errors import BadInput, Refused
from news.media.remote import fetch_picture
from news.models import Article, FetchJob, Image, RemotePicture, Revision
from news.models.fetching import digest_of
from news.rules.figures import without_pending
from news.text.pending import EMBEDDED

MAX_PICTURES = 60
MAX_SECONDS = 600  # of a job
EMBEDDED_SECONDS = 12.0  # for the pictures that a page carries within itself
AT_ONCE = 4  # pictures on their way at the same time
TURN = 20.0  # seconds after which other background work has its turn
FRESH = timedelta(days=1)  # so long an address is taken to show the same picture
KEPT = timedelta(days=90)
log = logging.getLogger(__name__)


def rehost(
    urls: Iterable[str],
    *,
    by: User,
    page: str = "",
    article: Article | None = None,
    embedded: Mapping[str, bytes] | None = None,
) -> FetchJob:
    """Start fetching pictures into the library and return the job. ``page`` is the page that shows them.

    Each address counts once. What another job has fetched since yesterday is taken over. ``embedded`` are the bytes
    of those that came within the page, which are taken in at once. Raises NotAllowed.
    """
    require(by, "news.add_image", str(Verb.CREATE.label))
    wanted = list(dict.fromkeys(url.strip() for url in urls if url.strip()))
    with transaction.atomic():
        job = FetchJob.objects.create(by=by, page=page[:2000], article=article)
        known = _known(wanted)
        RemotePicture.objects.bulk_create(
            _row(job, position, url, known.get(digest_of(url))) for position, url in enumerate(wanted, start=1)
        )
        number = job.pk
        transaction.on_commit(lambda: fetch_pictures.enqueue(number))
    if embedded:
        _take_embedded(job, embedded)
    return job


def _take_embedded(job: FetchJob, embedded: Mapping[str, bytes]) -> None:
    """Take in what the page carried within itself; somebody waits, so there is an end to it."""
    until = time.monotonic() + EMBEDDED_SECONDS
    for item in job.pictures.filter(image=None, url__startswith=EMBEDDED):
        data = embedded.get(item.url)
        if data is None or time.monotonic() > until:
            continue  # its row says what to do
        _take_in(item, data, job)


def sought(urls: Iterable[str], *, by: User) -> FetchJob:
    """Return the job that fetches these pictures: the newest of today that has them all, else a new one."""
    wanted = {digest_of(url) for url in urls if url.strip()}
    newest = FetchJob.objects.filter(
        created_at__gte=timezone.now() - FRESH, pictures__digest__in=wanted
    ).order_by("-pk")  # fmt: skip
    for job in newest.distinct()[:3]:
        if wanted <= set(job.pictures.values_list("digest", flat=True)):
            require(by, "news.add_image", str(Verb.CREATE.label))
            return job
    return rehost(urls, by=by)


def try_again(job_id: int, *, by: User) -> FetchJob:
    """Fetch anew what failed or was left lying. Raises NotAllowed, BadInput where there is no such job."""
    require(by, "news.add_image", str(Verb.CREATE.label))
    with transaction.atomic():
        job = FetchJob.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            raise BadInput(_("These pictures are no longer being fetched. Paste them once more."), "missing")
        open_ = job.pictures.filter(image=None).exclude(url__startswith=EMBEDDED)
        again = open_.filter(position__lte=MAX_PICTURES).update(state=FetchState.WAITING, problem="")
        if again:
            job.started_at, job.moved_at = None, timezone.now()
            job.save(update_fields=["started_at", "moved_at"])
            transaction.on_commit(lambda: fetch_pictures.enqueue(job_id))
    return job


@task()
def fetch_pictures(job_id: int) -> None:
    """Fetch what a job still waits for. After ``TURN`` seconds it queues up again, so that other work is done too."""
    job = FetchJob.objects.select_related("by").filter(pk=job_id).first()
    if job is None:
        log.warning("Job %s was removed before its pictures were fetched.", job_id)
        return
    now = timezone.now()
    if job.started_at is None:
        job.started_at = now
        FetchJob.objects.filter(pk=job_id).update(started_at=now, moved_at=now)
    left = MAX_SECONDS - (now - job.started_at).total_seconds()
    waiting = list(job.pictures.filter(state=FetchState.WAITING))
    if left <= 0:
        said = _("It took longer than %(n)d minutes in all; try again.") % {"n": MAX_SECONDS // 60}
        job.pictures.filter(state=FetchState.WAITING).update(state=FetchState.FAILED, problem=said)
    elif _work(job, waiting, left):
        fetch_pictures.enqueue(job_id)


def take_out_missing(article_id: int, *, by: User, based_on: int | None = None) -> Revision:
    """Save the story without the figures whose pictures are not here. Raises what saving does."""
    with locked(article_id) as article:
        text = with_arrived(ensure_revision(article).snapshot)
        return save_locked(article, replace(text, body=without_pending(text.body)), by=by, based_on=based_on)


def remove_old() -> int:
    """Remove jobs of long ago; the pictures stay. Return how many."""
    removed, _by_model = FetchJob.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return removed


def _work(job: FetchJob, waiting: list[RemotePicture], left: float) -> bool:
    """Fetch in threads, which know no database; decode and write here. True where some were left for another turn."""
    until = time.monotonic() + min(TURN, left)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for batch in _batches(waiting):
            if time.monotonic() > until:
                return True
            jobs = {pool.submit(fetch_picture, item.url, page=job.page, seconds=left): item for item in batch}
            for future in as_completed(jobs):
                _take_in(jobs[future], future.result, job)
                FetchJob.objects.filter(pk=job.pk).update(moved_at=timezone.now())
    return False


def _take_in(item: RemotePicture, data: bytes | Callable[[], bytes], job: FetchJob) -> None:
    """Put one picture into the library, or write down why it is not there."""
    try:
        content = data if isinstance(data, bytes) else data()
        item.image, _new = add_picture(io.BytesIO(content), len(content), by=job.by)
        item.state, item.problem = FetchState.DONE, ""
    except Refused as error:
        item.state, item.problem = FetchState.FAILED, str(error)[:300]
    except Exception:
        log.exception("Picture %s of job %s could not be taken in.", item.pk, job.pk)
        item.state = FetchState.FAILED
        item.problem = _("It could not be taken in; save it by hand and upload it.")
    item.save(update_fields=["state", "problem", "image"])


def _batches(items: list[RemotePicture]) -> Iterator[list[RemotePicture]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _known(urls: list[str]) -> dict[str, Image]:
    """Return the pictures that were fetched lately, by digest of the address. One query."""
    rows = RemotePicture.objects.filter(
        digest__in=[digest_of(url) for url in urls], image__isnull=False, job__created_at__gte=timezone.now() - FRESH
    )
    return {row.digest: row.image for row in rows.select_related("image") if row.image}


def _row(job: FetchJob, position: int, url: str, image: Image | None) -> RemotePicture:
    row = RemotePicture(job=job, position=position, url=url[:2000], digest=digest_of(url), image=image)
    if image:
        row.state = FetchState.DONE
    elif url.startswith(EMBEDDED):
        row.state = FetchState.FAILED
        row.problem = _("It came within what was pasted and did not reach the library; upload it by hand.")
    elif position > MAX_PICTURES:
        row.state = FetchState.FAILED
        row.problem = _("At most %(n)d pictures are fetched at once; upload this one by hand.") % {"n": MAX_PICTURES}
    elif len(url) > 2000:
        row.state, row.problem = FetchState.FAILED, _("The address is too long; save it by hand and upload it.")
    return row
