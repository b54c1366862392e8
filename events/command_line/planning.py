"""Making an event and calling it off."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TextIO

from django.utils import timezone

from cms import languages
from events.command_line.answers import UsageError, find_occasion, pools_of, write_json
from events.domain import occasions
from events.domain.event_pages import PageWords
from events.domain.occasion_days import held_days
from events.domain.occasions import EarmarkPlan, OccasionPlan, PartPlan
from events.domain.organizing import create_event
from events.domain.transitions import COMMAND
from events.domain.words import absolute_address, form_url, public_pages, words_of_page
from events.enums import Confirmation, Mode, OccasionKind, PromotionOrder
from events.models import Occasion
from events.models.occasions import MOST_JOIN_HOURS
from networks.models import Municipality, Network


def create(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    mode = Mode.ONSITE
    if options["online_capacity"] is not None:
        mode = Mode.HYBRID
    elif options["kind"] == OccasionKind.WEB_TRAINING or (options["join_url"] and not options["place"]):
        mode = Mode.ONLINE
    starts = options["starts"]
    plan = OccasionPlan(
        days=occasions.days_between(starts, options["ends"]),
        kind=options["kind"],
        mode=mode,
        location=options["place"],
        join_url=options["join_url"],
        join_hours=options["join_hours"],
        network_id=_network_id(options["network"]),
        opens_at=options["opens"],
        closes_at=options["closes"],
        cancel_until=options["cancel_until"],
        cut_off_at=options["cut_off"],
        waiting_list=not options["no_waiting_list"],
        confirmation=Confirmation.BY_MAIL if options["confirmation"] == "by-mail" else Confirmation.DIRECT,
        promotion=options["promotion"],
        lapsed_offer=options["lapsed_offer"],
        order=PromotionOrder.FEWEST_SEATS_FIRST if options["order"] == "fewest" else PromotionOrder.ARRIVAL,
    )
    if options["join_hours"] is not None and not 1 <= options["join_hours"] <= MOST_JOIN_HOURS:
        raise UsageError(f"--join-hours is 1 to {MOST_JOIN_HOURS}.")
    for name in ("capacity", "online_capacity"):
        if options[name] is not None and options[name] < 0:
            raise UsageError(f"--{name.replace('_', '-')} cannot be negative.")
    releases = starts - timedelta(days=options["release_days"])
    earmarks = [EarmarkPlan(_municipality_code(code), number, releases) for code, number in options["earmark"]]
    occasion = create_event(
        _words(options),
        plan,
        capacity=options["capacity"],
        online_capacity=options["online_capacity"],
        earmarks=earmarks,
        parts=[PartPlan(label, number) for label, number in options["option"]],
        draft=options["draft"],
        now=timezone.now(),
    )
    if options["format"] == "json":
        write_json(out, _created(occasion, options["lang"]))
    else:
        out.write(f"{form_url(occasion, language=options['lang'])}\n")
        err.write(f"Event {occasion.code} is made.\n")
    return 0


def cancel(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    occasion = find_occasion(options["code"])
    told = occasions.cancel_occasion(occasion, reason=options["reason"], now=timezone.now(), by=COMMAND)
    err.write(f"Event {occasion.code} is cancelled; {told} registrations ended.\n")
    return 0


def _words(options: Mapping[str, Any]) -> dict[str, PageWords]:
    """Return the words by language; live pages need a Swedish title, since translations follow the Swedish page."""
    words = {options["lang"]: PageWords(title=options["title"], intro=options["intro"])}
    for language in languages.CODES:
        title = options[f"title_{language.replace('-', '_')}"]
        if title:
            words[language] = PageWords(title=title, intro=words[language].intro if language in words else "")
    if not options["draft"] and languages.SOURCE_LANGUAGE.code not in words:
        raise UsageError("Swedish is the source of all pages: add --title-sv, or make it a --draft.")
    return words


def _created(occasion: Occasion, language: str) -> dict[str, Any]:
    pages = public_pages([occasion.content_id]).get(occasion.content_id, {})
    urls = {code: words_of_page(pages[code]).url if code in pages else None for code in languages.CODES}
    return {
        "code": occasion.code,
        "uid": str(held_days(occasion)[0].uid),
        "form_url": form_url(occasion, language=language),
        "page_urls": urls,
        "ics_url": absolute_address("events_occasion_ics", occasion.code, language=language),
        "pools": pools_of(occasion),
    }


def _municipality_code(code: str) -> str:
    if not Municipality.objects.filter(code=code).exists():
        raise UsageError(f"--earmark: there is no municipality with the code {code}.")
    return code


def _network_id(text: str) -> int | None:
    if not text:
        return None
    by_name = Network.objects.filter(name__iexact=text).first()
    found = by_name or (Network.objects.filter(pk=int(text)).first() if text.isdigit() else None)
    if found is None:
        raise UsageError(f"--network: there is no network {text}.")
    return found.pk
