"""Short words for tests of acts: register by number, read mails, look at a row as it is now."""

from cms.domain.mail import read_mail
from cms.models import OutgoingMail
from events.domain import registration, seats
from events.models import ActReason, Registration
from tests.factories.events import NOW, make_applicant


def register(occasion, number=1, *, now=NOW, doubtful=False, **values):
    """Register somebody by the form and return the row."""
    answer = registration.register(occasion, applicant=make_applicant(number, **values), now=now, doubtful=doubtful)
    return Registration.objects.select_related("occasion").get(pk=answer.registration_id)


def fresh(row):
    return Registration.objects.select_related("occasion").get(pk=row.pk)


def states(*rows):
    return [fresh(row).state for row in rows]


def mails(kind):
    """Return the queued mails of a kind, read: address, text, calendar method."""
    found = []
    for mail in OutgoingMail.objects.filter(kind=kind).order_by("pk"):
        read = read_mail(mail)
        found.append((mail.to_address, read.text, read.calendar.method if read.calendar else None))
    return found


def told(kind):
    return [(address, method) for address, _text, method in mails(kind)]


def reasons(row, act):
    return list(ActReason.objects.filter(registration=row, act=act).values_list("reason_code", flat=True))


def rows_of(party):
    return list(party.registrations.order_by("arrival_number"))


def party_states(party):
    return [row.state for row in rows_of(party)]


def no_difference(occasion):
    """Check that counters and rows agree."""
    assert seats.seat_differences([occasion.pk]) == []
    assert seats.seatless_registrations(occasion) == []
