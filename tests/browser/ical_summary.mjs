// Reads an iCalendar file from stdin with ical.js and prints one JSON object for each item, and the errors of the file.
import ICAL from "ical.js";

let text = "";
for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;

const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    start: event.startDate.toJSDate().toISOString(),
    zone: event.startDate.zone.tzid,
  };
});
console.log(JSON.stringify({ method: calendar.getFirstPropertyValue("method"), events }));
