"""Pages of a person's API keys: list, make one, revoke it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, View

from territories import clock

from . import tokens
from .doors import ActionForm, PermissionRequired, PressedOnly
from .models import ApiToken
from .permissions import Permission


class TokenForm(forms.Form):
    """What the key is for, what it may do, until when."""

    name = ApiToken._meta.get_field("name").formfield(
        help_text=_("Ví dụ: phần mềm báo cáo của Sở.")
    )
    expires_on = ApiToken._meta.get_field("expires_on").formfield()
    scopes = forms.MultipleChoiceField(
        label=_("Khóa được làm gì"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, held: list[Permission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(one.value, one.label) for one in held]


@method_decorator(never_cache, name="dispatch")
class TokenListView(PermissionRequired, ActionForm, FormView):
    """One's own keys, and the form for another; the secret is shown on this answer alone."""

    model = ApiToken
    permission = Permission.HOME_VIEW
    form_class = TokenForm
    template_name = "accounts/token_list.html"
    extra_context = {"page_title": _("Khóa API")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the person may do himself."""
        return super().get_form_kwargs() | {"held": tokens.held(self.request.user)}

    def get_initial(self) -> dict[str, Any]:
        """Propose three months."""
        return {"expires_on": clock.today() + timedelta(days=90)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the keys."""
        today = clock.today()
        return super().get_context_data(tokens=self.get_queryset(), today=today, **kwargs)

    def form_valid(self, form: TokenForm) -> HttpResponse:
        """Make the key and show its secret, once."""
        try:
            _token, secret = tokens.create_token(
                province=self.request.province, by=self.request.user, **form.cleaned_data
            )
        except forms.ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        fresh = TokenForm(initial=self.get_initial(), held=tokens.held(self.request.user))
        return self.render_to_response(self.get_context_data(form=fresh, secret=secret))


class TokenRevokeView(PermissionRequired, PressedOnly, View):
    """End a key of one's own."""

    model = ApiToken
    permission = Permission.HOME_VIEW

    def token(self) -> ApiToken:
        """Fetch the key among the person's own."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def record_url(self) -> str:
        """Return to the list, if the key is the person's own."""
        self.token()
        return reverse("api_tokens", args=[self.request.province.slug])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Revoke it and go back to the list."""
        tokens.revoke_token(token=self.token(), by=request.user)
        return redirect(reverse("api_tokens", args=[request.province.slug]))
