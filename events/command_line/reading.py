"""Looking at events: lists, one event, its registrations, why each thing happened."""

import csv
import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any, TextIO

from cms import languages
from cms.mail_addresses import email_key
from cms.spreadsheets import safe_cell
from events.command_line.answers import Refused, find_occasion, iso, pools_of, summary_of, write_bytes, write_json
from events.domain import explain
from events.domain.answer_values import Cell
from events.domain.occasion_days import held_days
from events.domain.registration_table import registration_table
from events.domain.words import form_url
from events.models import Occasion, OccasionDay
from networks.importing.exports import xlsx_bytes


def list_occasions(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    days = OccasionDay.objects.held().select_related("occasion")
    if options["start"]:
        days = days.filter(end__gt=options["start"])
    if options["end"]:
        days = days.filter(start__lt=options["end"])
    if options["kind"]:
        days = days.filter(occasion__kind=options["kind"])
    seen: dict[int, Occasion] = {}
    for day in days:
        seen.setdefault(day.occasion_id, day.occasion)
    shown = [summary_of(occasion) for occasion in seen.values()]
    if options["format"] == "json":
        write_json(out, shown)
    for row in shown if options["format"] == "text" else []:
        out.write(f"{row['code']}  {row['starts'][:16]}  {row['status']:<10}  {row['title']}\n")
    return 0


def show(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    occasion = find_occasion(options["code"])
    data = {
        **summary_of(occasion),
        "days": [{"uid": str(day.uid), "starts": iso(day.start), "ends": iso(day.end)} for day in held_days(occasion)],
        "location": occasion.location,
        "mode": occasion.mode,
        "form_url": form_url(occasion, language=languages.SOURCE_LANGUAGE.code),
        "pools": pools_of(occasion),
    }
    if options["format"] == "json":
        write_json(out, data)
        return 0
    for name, value in data.items():
        out.write(f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}\n")
    return 0


def list_registrations(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    occasion = find_occasion(options["code"])
    chosen = occasion.registrations.all()
    if options["email"]:
        chosen = chosen.filter(email_key=email_key(options["email"]))
    if options["status"]:
        chosen = chosen.filter(state=options["status"])
    if options["count"]:
        out.write(f"{chosen.count()}\n")
        return 0
    table = registration_table(occasion, chosen, with_needs=options["needs"])
    rows = table.rows
    if options["format"] == "json":
        write_json(out, [{name: _plain(cell) for name, cell in row.items()} for row in rows])
    elif options["format"] == "csv":
        writer = csv.DictWriter(out, fieldnames=table.columns)
        writer.writeheader()
        writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in rows)
    elif options["format"] == "xlsx":
        cells = [["" if row[name] is None else row[name] for name in table.columns] for row in rows]
        write_bytes(out, xlsx_bytes([table.columns, *cells], title=occasion.code))
    else:
        for row in rows:
            place = f" {row['position']}" if row["position"] else ""
            out.write(f"{row['arrival']:>4}  {row['status']}{place}  {row['email']}  {row['name']}\n")
    return 0


def _plain(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date | time) else cell


def explain_acts(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    occasion = find_occasion(options["code"])
    registration = None
    if options["email"]:
        chosen = occasion.registrations.filter(email_key=email_key(options["email"])).order_by("-arrival_number")
        registration = chosen.first()
        if registration is None:
            raise Refused("Nobody is registered with that address.")
    reasons = explain.explain(occasion, registration=registration)
    if options["format"] == "json":
        write_json(out, [{**vars(reason), "at": reason.at.isoformat()} for reason in reasons])
        return 0
    for reason in reasons:
        out.write(f"{iso(reason.at)}  {reason.arrival or '-'}  {reason.act}: {reason.why} ({reason.by})\n")
    return 0
