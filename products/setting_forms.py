"""Who accepts at which step: the form of the province's own rules; the API checks by it too."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from territories.models import Province

from .cycle import Step
from .forms import StrictForm
from .setting_actions import LEVELS, acceptors, as_seen


def level_field(step: Step, help_text: Any = "") -> forms.ChoiceField:
    """Return the choice between the two levels at a step."""
    return forms.ChoiceField(
        label=format_lazy("{}. {}", step.value, step.label),
        choices=[(actor.value, label) for actor, label in LEVELS.items()],
        widget=forms.RadioSelect,
        help_text=help_text,
    )


class AcceptorsForm(StrictForm):
    """Which level accepts what is handed in at steps 1 to 4."""

    step_1 = level_field(Step.REGISTRATION)
    step_2 = level_field(Step.IDEA)
    step_3 = level_field(
        Step.BUSINESS_PLAN, _("Cấp tiếp nhận phương án cũng ghi ý kiến thẩm định.")
    )
    step_4 = level_field(Step.PRODUCTION)
    seen = forms.CharField(
        label=_("Bản đã xem"), required=False, max_length=200, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, province: Province | None = None, **kwargs: Any) -> None:
        self.province = province
        seen = {"seen": as_seen(acceptors(province))} if province else {}
        super().__init__(*args, initial=self.current() | seen, **kwargs)

    def current(self) -> dict[str, Any]:
        """Return what stands."""
        if self.province is None:
            return {}
        return {
            f"step_{step.value}": actor.value for step, actor in acceptors(self.province).items()
        }
