"""Where a one-time link leads: its owner chooses a password and is signed in. The only page here without a sign-in."""

from typing import Any

from django.contrib.auth import login, password_validation
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from news.editorial.access import display_name
from news.editorial.accounts import choose_password, holder_of
from news.errors import BadInput, WrongState

BACKEND = "django.contrib.auth.backends.ModelBackend"


class WelcomePage:
    """A view of DeskSite. Looking at a link does not use it up: chat apps open every address that is sent."""

    each_context: Any

    @method_decorator([sensitive_post_parameters(), never_cache, csrf_protect])
    def welcome(self, request: HttpRequest, uid: str, token: str) -> HttpResponse:
        """Show the form for a link that holds; on POST set the password, sign in and go to the desk."""
        context: dict[str, Any] = {**self.each_context(request), "title": _("Choose a password")}
        status = 200
        try:
            person = holder_of(uid, token)
            form = SetPasswordForm(person, request.POST if request.method == "POST" else None, label_suffix="")
            if request.method == "POST" and form.is_valid():
                person = choose_password(uid, token, password=form.cleaned_data["new_password1"])
                login(request, person, backend=BACKEND)
                return HttpResponseRedirect(reverse("admin:index"))
            rules = password_validation.password_validators_help_texts()
            context |= {"form": form, "person": person, "person_name": display_name(person), "rules": rules}
        except WrongState as error:
            context, status = context | {"refused": str(error)}, 410
        except BadInput as error:
            form.add_error("new_password2", str(error))
            context |= {"form": form, "person": person, "person_name": display_name(person)}
        response = TemplateResponse(request, "desk/welcome.html", context, status=status)
        response["Referrer-Policy"] = "same-origin"  # the address is the key
        return response
