"""Which fields of this app hold personal data, why, and by which retention rule."""

from django.utils.translation import gettext_lazy as _

from cms.hooks import PersonField

PUBLIC_INTEREST = "GDPR 6.1 e"
HEALTH_NEEDS = "GDPR 9.2 g"
REGISTRATION = "registration_contact"
ANSWERS = "form_answers"
NEEDS = "needs"
INVITED = ("person", "name", "email", "email_key", "language", "function", "words")


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
    invite = _("To invite those whom the event is for, and to know who comes")
    planning = _("To plan the event; each question says why it is asked")
    needs = _("To give the food, the access or the interpreter that the participant needs")
    return [
        *(
            PersonField("events.Registration", name, str(purpose), PUBLIC_INTEREST, REGISTRATION, organizer)
            for name, purpose in purposes.items()
        ),
        *(
            PersonField("events.Invitation", name, str(invite), PUBLIC_INTEREST, REGISTRATION, organizer)
            for name in INVITED
        ),
        *(
            PersonField("events.Party", name, str(lead), PUBLIC_INTEREST, REGISTRATION, organizer)
            for name in ("contact_name", "contact_email", "contact_email_key", "language")
        ),
        PersonField("events.Party", "organization_name", str(follow_up), PUBLIC_INTEREST, REGISTRATION, organizer),
        PersonField("events.ChangeRequest", "wanted", str(lead), PUBLIC_INTEREST, REGISTRATION, organizer),
        PersonField("events.LinkRequest", "sealed", str(lead), PUBLIC_INTEREST, REGISTRATION, organizer),
        PersonField("events.Answer", "value", str(planning), PUBLIC_INTEREST, ANSWERS, organizer),
        PersonField("events.SensitiveAnswer", "sealed", str(needs), HEALTH_NEEDS, NEEDS, organizer),
    ]


def references() -> dict[str, str]:
    """Return what a merge does to our rows: an event goes along, the rest keeps who it was on the day.

    Reads of an invitation follow the merge, so that a person who was merged still comes by it, once.
    """
    kept = ("Registration", "SeatPool", "Invitation", "Party")
    return {"events.Occasion": "move", **{f"events.{model}": "keep" for model in kept}}
