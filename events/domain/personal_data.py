"""Which fields of this app hold personal data, why, and by which retention rule."""

from django.utils.translation import gettext_lazy as _

from cms.hooks import PersonField

PUBLIC_INTEREST = "GDPR 6.1 e"
HEALTH_NEEDS = "GDPR 9.2 g"
REGISTRATION = "registration_contact"
ANSWERS = "form_answers"
NEEDS = "needs"


def personal_fields() -> list[PersonField]:
    """Return every declared personal field; an undeclared one is a bug."""
    lead = _("To hold the seat and to reach the participant about the event")
    follow_up = _("To see which organizations and municipalities the event reached")
    purposes = {
        "name": lead,
        "email": lead,
        "email_key": lead,
        "language": lead,
        "organization_name": follow_up,
        "function": follow_up,
        "ended_reason": lead,
    }
    organizer = str(_("The organizer of the event"))
    planning = _("To plan the event; each question says why it is asked")
    needs = _("To give the food, the access or the interpreter that the participant needs")
    return [
        *(
            PersonField("events.Registration", name, str(purpose), PUBLIC_INTEREST, REGISTRATION, organizer)
            for name, purpose in purposes.items()
        ),
        PersonField("events.ChangeRequest", "wanted", str(lead), PUBLIC_INTEREST, REGISTRATION, organizer),
        PersonField("events.Answer", "value", str(planning), PUBLIC_INTEREST, ANSWERS, organizer),
        PersonField("events.SensitiveAnswer", "sealed", str(needs), HEALTH_NEEDS, NEEDS, organizer),
    ]
