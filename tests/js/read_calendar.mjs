/* What ical.js (Thunderbird's parser) makes of calendar objects: JSON in by name, JSON out. */
import ICAL from "ical.js";

const MOST = 100;
let typed = "";
for await (const chunk of process.stdin) {
  typed += chunk;
}

function instant(time) {
  return time.toUnixTime();
}

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const events = calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  const masters = events.filter((event) => !event.isRecurrenceException());
  const found = { uids: events.map((event) => event.uid), titles: events.map((event) => event.summary) };
  found.methods = calendar.getFirstPropertyValue("method");
  found.starts = events.map((event) => instant(event.startDate));
  found.occurrences = [];
  for (const master of masters.filter((event) => event.isRecurring())) {
    for (const other of events.filter((event) => event.isRecurrenceException())) {
      master.relateException(other);
    }
    const iterator = master.iterator();
    for (let next = iterator.next(); next && found.occurrences.length < MOST; next = iterator.next()) {
      found.occurrences.push(instant(master.getOccurrenceDetails(next).startDate));
    }
  }
  ICAL.TimezoneService.reset();
  return found;
}

const answers = {};
for (const [name, text] of Object.entries(JSON.parse(typed))) {
  answers[name] = read(text);
}
process.stdout.write(JSON.stringify(answers));
