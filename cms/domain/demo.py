"""Load the demo content of all apps, in the order of the floors."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cms.exceptions import SamverkaError
from cms.hooks import DEMO, DemoStep, ask_strictly
from cms.own_settings import own_settings


class DemoRefused(SamverkaError):
    """Demo content brings users with a known password: it never belongs on a site that others can reach."""

    code = "demo_refused"
    message = _("Demo content is loaded in embedded mode alone. Unset SAMVERKA_BASE_URL, or leave this site as it is.")


def load_demo(*, now: datetime) -> list[str]:
    """Run the demo steps of all apps, lower floor first; return their names. Run twice it changes nothing.

    Each step commits for itself: publishing a translation waits for its commit.
    Errors: DemoRefused outside embedded mode; whatever a step raises.
    """
    if not own_settings.EMBEDDED:
        raise DemoRefused
    steps: list[DemoStep] = sorted(ask_strictly(DEMO), key=lambda step: step.order)
    for step in steps:
        step.load(now)
    return [step.name for step in steps]
