"""The pages on which readers write to the desk. They hold a form token, so no cache may keep them."""

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from news.editorial.letters import Signs, receive
from news.editorial.rates import may_ask
from news.forms.letters import FORMS, LetterForm, new_stamp
from news.reading.letters import about, letter_page, received_page, status_page
from news.views.client import client_ip
from news.views.showing import show

SALT = "news.letter.received"
RECEIPT_FOR = 24 * 3600  # seconds in which the receipt can be opened again
EXPIRED, TOO_OFTEN = "expired", "too_often"


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def letter(request: HttpRequest, kind: str) -> HttpResponse:
    """A form of one kind; ``?article=ID`` names what it is about."""
    article = about(request.POST.get("article", "") or request.GET.get("article", ""))
    if request.method != "POST":
        first = {"claimed_name": request.GET.get("who", "")[:60]}
        return _form_page(request, kind, FORMS[kind](about=article, initial=first))
    if not may_ask("letter", client_ip(request), settings.LETTERS_PER_MINUTE):
        return _form_page(request, kind, FORMS[kind](request.POST, about=article), TOO_OFTEN, 429)
    form = FORMS[kind](request.POST, request.FILES, about=article)
    if not form.is_valid():
        return _form_page(request, kind, form)
    signs = Signs(trap=request.POST.get("website", ""), seconds=form.seconds)
    kept = receive(form.letter(), form.attached, signs=signs)
    token = signing.dumps(kept.pk, salt=SALT)
    return HttpResponseRedirect(f"{reverse('letter-received')}?{urlencode({'t': token})}")


def again(request: HttpRequest, kind: str) -> HttpResponse:
    """Show a form whose token is missing or old with everything that was typed, to be sent once more."""
    typed = request.POST.copy()
    if not typed.get("stamp"):
        typed["stamp"] = new_stamp()
    form = FORMS[kind](typed, about=about(typed.get("article", "")))
    return _form_page(request, kind, form, EXPIRED, 403)


def _form_page(
    request: HttpRequest, kind: str, form: LetterForm, problem: str = "", status: int = 200
) -> HttpResponse:
    page = letter_page(kind, form.about)
    context = {"page": page, "chrome": page.chrome, "form": form, "problem": problem}
    return unstored(render(request, "news/letter.html", context, status=status))


@csrf_exempt
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The receipt of a letter just sent."""
    try:
        page = received_page(signing.loads(request.GET.get("t", ""), salt=SALT, max_age=RECEIPT_FOR))
    except signing.BadSignature:
        page = None
    if page is None:
        raise Http404
    return unstored(show(request, "news/letter_received.html", page, stored=False))


@csrf_exempt
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """How far a letter is: ``?number=`` and ``?code=``, counted per address and per number."""
    number, code = request.GET.get("number", ""), request.GET.get("code", "")
    asks = bool(number.strip() and code.strip())
    limit = settings.LETTER_LOOKUPS_PER_MINUTE
    too_often = asks and not may_ask("letter status", client_ip(request), limit)
    page = status_page(number, code, too_often=too_often)
    if page.asked and not too_often and not may_ask("letter number", page.number, limit):
        page = status_page(number, code, too_often=True)
    return unstored(
        show(request, "news/letter_status.html", page, status=429 if page.too_often else 200, stored=False)
    )


def unstored(response: HttpResponse) -> HttpResponse:
    """Mark a page as nobody's to keep, list or tell others the address of."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
