"""Half a year of a service desk's logs, out of a seed: tickets, orders, complaints, requests.

What is awkward in real logs is in them: pauses, reopenings, ties, records days late in the file,
cases without an opening, clocks that differ, lines that cannot be read.
"""
import datetime as dt
import json
import random
from zoneinfo import ZoneInfo

import quantities as q
from service_desk_files import CHARTER, SETTINGS

ZONE, OF_REQUESTS = ZoneInfo("Europe/Prague"), ZoneInfo("Europe/Lisbon")
DAYS = 182
AWKWARD_CLOCKS = [(8, 0, 0), (12, 0, 0), (12, 0, 0), (13, 0, 0), (17, 30, 0), (17, 30, 0),
                  (0, 0, 0), (23, 59, 59), (2, 30, 0), (0, 30, 0)]
SIZES = {"ticket": 5400, "order": 2500, "complaint": 2000, "request": 4000}
CSV_COLUMNS = ["request", "kind", "opened", "target", "promised_on", "new_target", "done"]


class Log:
    """`files`: name -> [(when it was written, line)] in the order of the file."""

    def __init__(self, seed, end, scale=1.0):
        self.r, self.end = random.Random(seed), end // q.SECOND * q.SECOND
        self.start = self.end - DAYS * q.DAY
        self.files = {"desk.jsonl": [], "complaints.log": [], "requests.csv": []}
        for name, count in SIZES.items():
            for number in range(int(count * scale)):
                getattr(self, "_" + name)(f"{name[0].upper()}{number:05d}")
        self._disturb()
        self.files["requests.csv"].insert(0, (self.start, ";".join(CSV_COLUMNS)))

    # ---- times ----------------------------------------------------------------------------------

    def _moment(self):
        return self._at(self.start + self.r.randrange(DAYS * q.DAY))

    def _at(self, time):
        """A whole second, now and then one on which something begins or ends."""
        time = time // q.SECOND * q.SECOND
        if self.r.random() > 0.15:
            return time
        clock = dt.time(*self.r.choice(AWKWARD_CLOCKS))
        return q.local_instant(dt.datetime.combine(q.date_of(time, ZONE), clock), ZONE)

    def _after(self, time, hours, spread=1.0):
        if self.r.random() < 0.04:
            return time  # a tie
        return max(time, self._at(time + int(self.r.lognormvariate(0, spread) * hours * q.HOUR)))

    def _closing_after(self, time):
        """When the office closes on the next day."""
        day = q.date_of(time, ZONE) + dt.timedelta(days=1)
        return q.local_instant(dt.datetime.combine(day, dt.time(17, 30)), ZONE)

    def _chance(self, probability):
        return self.r.random() < probability

    # ---- cases ----------------------------------------------------------------------------------

    def _emit(self, key, events):
        """events: [(time, type, fields)], the opening first."""
        opened = events[0][0]
        if self._chance(0.01) and len(events) > 1:  # clocks differ
            at = self.r.randrange(1, len(events))
            early = self.r.choice([1, 60, 299, 300, 301, 900]) * q.SECOND
            events[at] = (opened - early, *events[at][1:])
        if self._chance(0.003):
            events = events[1:]  # orphans
        for time, type_, fields in events:
            if time < self.end:
                self._write(key, time, type_, fields)

    def _write(self, key, time, type_, fields):
        if type_.startswith("complaint"):
            word = type_.split(".")[1].replace("acknowledged", "ack")
            words = {"at": time // 1000, "event": word, "complaint": key, **fields}
            line = " ".join(f'{name}="{text}"' if self._chance(0.1) else f"{name}={text}"
                            for name, text in words.items())
            self.files["complaints.log"].append((time, line))
            return
        kind = type_.split(".")[0].replace("survey", "ticket")
        record = {"ts": self._text(time), "event": type_, kind: key, **fields}
        self.files["desk.jsonl"].append((time, json.dumps(record)))

    def _text(self, time):
        if self._chance(0.5):
            return q.show(time)
        return q.aware(time).astimezone(ZONE).isoformat()

    def _customer(self):
        customer = {"channel": self.r.choice(["phone", "phone", "email", "web", "fax"]),
                    "segment": self.r.choice(["new", "old", "old", "vip"])}
        if self._chance(0.05):
            del customer[self.r.choice(list(customer))]
        return {"customer": customer}

    def _ticket(self, key):
        t = opened = self._moment()
        first = {**self._customer(), "priority": self.r.choice([1, 2, 3, 4, "high"]),
                 "team": self.r.choice(["red", "green", "blue", "night"])}
        if self._chance(0.01):
            first["test"] = True
        events = [(t, "ticket.opened", first)]
        if self._chance(0.8):
            events.append((t + 2 * q.SECOND, "ticket.replied", {"auto": True}))
        for _ in range(self.r.choice([0, 1, 1, 2, 3])):
            t = self._after(t, 3)
            events.append((t, "ticket.replied", {"auto": False}))
            if self._chance(0.35):
                events.append((self._after(t, 5), "ticket.escalated", {"team": "red"}))
            if self._chance(0.3):
                t = self._after(t, 2) if self._chance(0.8) else self._closing_after(t)
                events.append((t, "ticket.waiting", {}))
                t = self._after(t, 15) if self._chance(0.8) else self._closing_after(t)
                events += [(t, "ticket.resumed", {})] if self._chance(0.9) else []
            if self._chance(0.12):
                events.append((t, "ticket.held", {"who": self.r.choice(["vendor", "manager"])}))
                events.append((self._after(t, 20), "ticket.released", {}))
        events += self._end_of_ticket(self._after(t, 20))
        if self._chance(0.02):
            events.append((self._after(opened, 30), "ticket.merged", {}))
        self._emit(key, events)

    def _end_of_ticket(self, t):
        if self._chance(0.02):
            return []
        reason = self.r.choice(["fixed", "fixed", "fixed", "spam", "mistake"])
        events = [(t, self.r.choice(["ticket.closed", "ticket.solved"]), {"reason": reason})]
        if self._chance(0.1):
            t = self._after(t, 40)
            if self._chance(0.2):
                events.append((t, "ticket.called_back", {}))
            events.append((t, "ticket.reopened", {"reason": "again"}))
            if self._chance(0.8):
                t = self._after(t, 30)
                events.append((t, "ticket.closed", {}))
        if self._chance(0.5):
            events.append((self._after(t, 20), "ticket.called_back", {}))
        if self._chance(0.25):
            score = self.r.choice([1, 2, 3, 4, 5, 5, "good"])
            at = self._after(t, 1) - self.r.choice([0, 0, 5 * q.HOUR])
            events.append((at, "survey.answered", {**self._customer(), "score": score}))
        return events

    def _order(self, key):
        t = opened = self._moment()
        events = [(t, "order.placed", self._customer())]
        if self._chance(0.3):
            events.append((self._after(t, 24), "order.agreed", {"agreed": self._promise(t)}))
        for _ in range(self.r.choice([0, 0, 1, 1, 2, 3, 4])):
            t = self._after(t, 20)
            events.append((t, "order.revised", {"waived": "yes"} if self._chance(0.1) else {}))
            if self._chance(0.15):
                events.append((t, "order.revised", {"agreed": self._promise(t)}))
        if self._chance(0.25):
            at = self._after(t, 10)
            events.append((at, "order.waiting_for_customer", {}))
            events += [(self._after(at, 40), "order.customer_replied", {})] * self._chance(0.95)
        t = self._after(t, 100)
        events += [(t, "order.completed", {})] if self._chance(0.97) else []
        if self._chance(0.06):
            t = self._after(t, 60)
            events.append((t, "order.returned", {"agreed": self._promise(t)}))
            t = self._after(t, 60)
            events += [(t, "order.completed", {})] if self._chance(0.8) else []
        if self._chance(0.6):
            # The ticket's cases name no such event: it is none of theirs.
            other = {"ticket": "T" + key[1:], "score": 1} if self._chance(0.2) else {}
            events.append((self._after(t, 100), "order.followed_up", other))
        if self._chance(0.04):
            events.append((self._after(opened, 100), "order.cancelled", {}))
        self._emit(key, events)

    def _promise(self, t):
        promised = self._at(t + int(self.r.uniform(-2, 20) * q.DAY))
        if self._chance(0.03):
            return "soon"
        return self._text(promised) if self._chance(0.6) else str(q.date_of(promised, ZONE))

    def _complaint(self, key):
        t = self._moment()
        events = [(t, "complaint.made", {"channel": self.r.choice(["phone", "email", "web"])})]
        if self._chance(0.95):
            t = self._after(t, 22)
            events.append((t, "complaint.acknowledged", {}))
        if self._chance(0.9):
            t = self._after(t, 150)
            justified = self.r.choice(["yes", "no"])
            events.append((t, "complaint.decided", {"justified": justified}))
            if justified == "yes" and self._chance(0.9):
                t = self._after(t, 190)
                events.append((t, "complaint.refunded", {}))
        events += [(self._after(t, 90), "complaint.settled", {})] if self._chance(0.9) else []
        if self._chance(0.03):
            events.append((self._after(events[0][0], 50), "complaint.withdrawn", {}))
        self._emit(key, events)

    def _request(self, key):
        """One row a case, written when it is done."""
        t = self._moment()
        promised_on, done = self._after(t, 30), self._after(t, 90)
        target = "?" if self._chance(0.1) else self._local(t + self.r.randrange(8 * q.DAY))
        new = self._chance(0.2) and promised_on < self.end
        row = [key, self.r.choice(["parking", "housing", "permit"]), self._local(t),
               "tomorrow" if self._chance(0.003) else target,
               self._local(promised_on) if new else "?",
               self._local(promised_on + self.r.randrange(-q.DAY, 9 * q.DAY)) if new else "",
               self._local(done) if done < self.end and self._chance(0.97) else ""]
        self.files["requests.csv"].append((min(done, self.end), ";".join(row)))

    def _local(self, time):
        return q.aware(time).astimezone(OF_REQUESTS).strftime("%d-%m-%Y %H:%M")

    # ---- the file -------------------------------------------------------------------------------

    def _disturb(self):
        """Days late, out of order within a second, and lines that are no records."""
        for name, lines in self.files.items():
            late = [(at + int(self._chance(0.002) * self.r.uniform(1, 6) * q.DAY), self.r.random(),
                     at, line) for at, line in lines]
            late.sort()
            lines[:] = [(written, line) for written, _, _, line in late]
            for _ in range(8 if name != "requests.csv" else 0):
                at = self.r.randrange(len(lines))
                lines.insert(at, (lines[at][0], self.r.choice(["garbage", '{"ts": 1', "at=soon"])))

    def data(self, name):
        return "".join(line + "\n" for _, line in self.files[name]).encode()

    def charter(self, keep="400 days"):
        def day(share):
            return str(q.date_of(self.start + int(share * DAYS * q.DAY), ZONE))
        words = {"KEEP": keep, "EXEMPT_FROM": day(0.48), "EXEMPT_TO": day(0.5),
                 "HOLIDAYS": ", ".join(f'"{day(n / 13)}"' for n in range(13)),
                 "SEASON_FROM": day(0.3), "SEASON_TO": day(1.2), "BASE_FROM": day(0.05),
                 "BASE_TO": day(0.3), "DEADLINE": day(0.9)}
        text = CHARTER
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        return text

    def write(self, folder, keep="400 days"):
        for name in self.files:
            (folder / name).write_bytes(self.data(name))
        self.write_settings(folder, keep)

    def write_settings(self, folder, keep="400 days"):
        (folder / "charter.yml").write_text(self.charter(keep))
        (folder / "charterd.yml").write_text(SETTINGS)

    def records(self):
        return sum(len(lines) for lines in self.files.values())
