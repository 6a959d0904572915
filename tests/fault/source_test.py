#!/usr/bin/env python3
"""Sources that are added, taken out, put back and named in another order, by SIGHUP and by restart,
while charterd is killed. Usage: source_test.py CHARTERD [arguments]
"""

import collections
import json
import signal
import subprocess
import tempfile
import threading

from rotated_log import RotatedLog
from running import (UNREACHABLE, FaultTest, Process, World, in_parallel, memory_folder, rounds,
                     series, wait_for)
from shop import CHARTER, PASSING, SETTINGS, Shop

WORLDS = 4
CHECKS = 2 * rounds()  # in each of them
LIVES = (250, 450, 800)  # calls to read and write at most; about 300 are its start
CALLS = """\
  - name: {name}
    file: {{paths: ["{path}*"]}}
    format: json
    drop_duplicates: {{by: id, within: 48h}}
    events:
      - type: {{field: event, map: {{call.answered: call.answered}}}}
        time: {{field: ts}}
        fields: {{wait: wait_s}}
"""
ORDERS = """\
  - name: {name}
    file: {{paths: ["{path}*"]}}
    format: logfmt
    events:
      - type: {{field: event}}
        time: {{field: ts}}
"""
KINDS = {"calls-a": CALLS, "calls-b": CALLS, "orders-a": ORDERS, "orders-b": ORDERS,
         "orders-c": ORDERS}
# What becomes of the orders of several sources depends on which is read first.
BY_LUCK = ("charter_target_events_total", "charterd_corrected_outcomes_total",
           "charterd_orphan_events_total")


class Feed:
    """A source, its log, and what was written to it."""

    def __init__(self, name, folder, whole, dice):
        self.name = name
        self.log = RotatedLog(folder / f"{name}.log")
        self.copy = (whole / f"{name}.log").open("ab", buffering=0)
        calls = KINDS[name] is CALLS
        self.shop = Shop(dice, calls=name if calls else None, orders=None if calls else name,
                         prefix=f"{name}-")
        self.frozen = None  # what was expected of it when it was taken out
        self.unseen = b""  # written since

    def lines(self):
        if self.shop.orders:
            return self.shop.order_lines()
        count = self.shop.dice.randint(0, 10)
        return [self.shop.new_call_line(), *[self.shop.call_line() for _ in range(count)]]

    def write(self, lines):
        data = "".join(line + "\n" for line in lines).encode()
        self.log.write(data)
        if self.frozen is None:
            self.copy.write(data)
        else:
            self.unseen += data

    def expected(self):
        return self.shop.expected() if self.frozen is None else self.frozen

    def freeze(self):
        self.frozen = self.shop.expected()

    def thaw(self):
        self.copy.write(self.unseen)
        self.frozen, self.unseen = None, b""


class TiedOrders:
    """Orders that one source tells of and another one ends: at the instant of their third, and
    last, revision. The source that is named first decides."""

    def __init__(self, first, second):
        self.first, self.second = first, second
        self.opened, self.settled, self.tied = [], [], 0

    def write(self):
        shop = self.first.shop
        if self.settled and shop.dice.random() < 0.5:
            order, instant = self.settled.pop(), shop.time()
            self.tied += 1
            for feed, kind in ((self.first, "revised"), (self.second, "ready")):
                feed.write([f"ts={instant} event=order.{kind} order={order} shop=oslo"])
                feed.shop.records[feed.name, "accepted"] += 1
            return
        order = f"tied-{len(self.opened) + len(self.settled) + self.tied}-{shop.dice.random()}"
        self.opened.append(order)
        shop.records[self.first.name, "accepted"] += 3
        self.first.write([f"ts={shop.time(1)} event=order.placed order={order} shop=oslo",
                          *[f"ts={shop.time(0.5)} event=order.revised order={order} shop=oslo"] * 2])

    def expected(self, names):
        """By the order in which the sources are named, those taken out behind the others."""
        verdict = "bad" if names.index(self.first.name) < names.index(self.second.name) else "good"
        waiting = len(self.opened) + len(self.settled)
        orders = {"charter": "fault-shop", "target": "orders"}
        result = {series("charter_target_pending", **orders): waiting,
                  series("charter_cases_open", charter="fault-shop", case="order"): waiting}
        for by in (("", ""), ("shop", "oslo")):
            result[series("charter_target_window_events", window="current", verdict=verdict,
                          by=by[0], by_value=by[1], **orders)] = self.tied
        return result

    def is_whole(self):
        """While one of the two is taken out nothing is known of what it tells."""
        return self.first.frozen is None and self.second.frozen is None

    def settle(self):
        self.settled += self.opened
        self.opened.clear()


class Feeds:
    """All that is read, as one shop."""

    def __init__(self, feeds, tied):
        self.feeds, self.tied = feeds, tied
        self.order = list(feeds)  # of the names: configured, then those that were taken out

    def expected(self):
        total = collections.Counter()
        for feed in self.feeds.values():
            total.update(feed.expected())
        if self.tied is not None:
            total.update(self.tied.expected(self.order))
            total = {key: value for key, value in total.items() if key[0] not in BY_LUCK}
        return {key: value for key, value in total.items() if self.is_served(key)}

    def is_served(self, key):
        source = dict(key[1]).get("source")
        return source is None or source in self.configured

    def settle(self):
        for part in (*[feed.shop for feed in self.feeds.values() if feed.frozen is None],
                     *([self.tied] if self.tied is not None else [])):
            part.settle()


class SourceWorld(World):
    """Several sources, of which some are configured."""

    def __init__(self, folder, seed, ties):
        super().__init__(folder, seed)
        feeds = {name: Feed(name, self.logs_folder, self.whole, self.dice) for name in KINDS}
        tied = TiedOrders(feeds["orders-a"], feeds["orders-b"]) if ties else None
        self.shop = Feeds(feeds, tied)
        self.feeds = feeds
        self.configure(list(feeds))
        for name in feeds:
            self.write_to(name)

    def close(self):
        for feed in self.feeds.values():
            feed.copy.close()
            feed.log.reopen()
        super().close()

    # ---- what the operator does -----------------------------------------------------------------

    def settings(self, folder, names):
        head = SETTINGS[:SETTINGS.index("sources:")] + "sources:\n"
        return head + "".join(KINDS[name].format(name=name, path=folder / f"{name}.log")
                              for name in names)

    def configure(self, names):
        """To be read at a SIGHUP, or at the next start. At least one is there."""
        gone = [name for name in self.shop.order if name not in names]
        self.shop.order, self.shop.configured = [*names, *gone], names
        for part, logs, these in ((self.folder, self.logs_folder, names),
                                  (self.whole, self.whole, self.shop.order)):
            new = part / "charterd.new"
            new.write_text(self.settings(logs, these))
            new.rename(part / "charterd.yml")
        self.note(f"configured: {' '.join(names)}")

    def configure_some(self, least=1):
        names = self.dice.sample(list(self.feeds), self.dice.randint(least, len(self.feeds)))
        self.configure(names)

    def configure_all(self):
        self.configure(self.dice.sample(list(self.feeds), len(self.feeds)))

    # ---- what the writers do --------------------------------------------------------------------

    def write_to(self, name):
        self.feeds[name].write(self.feeds[name].lines())

    def act(self):
        name = self.dice.choice(list(self.feeds))
        kind = self.dice.random()
        if kind < 0.15:
            self.feeds[name].log.reopen()
            self.feeds[name].log.rotate(self.dice.choice(("rename", "create", "gzip", "zstd")))
            self.note(f"rotated {name}")
        tied = self.shop.tied
        if kind > 0.7 and tied is not None and tied.is_whole():
            tied.write()
        self.write_to(name)

    # ---- what the daemon says -------------------------------------------------------------------

    def take(self, metrics):
        """A source that was taken out has no series until it is back."""
        served = {key: value for key, value in self.highest.items()
                  if "source" not in dict(key[1]) or key in metrics}
        away = {key: value for key, value in self.highest.items() if key not in served}
        self.highest = served
        super().take(metrics)
        self.highest.update(away)
        return metrics

    def compare_with_evaluate(self, daemon):
        answer = json.loads(daemon.get("/api/v1/targets")[1])
        done = subprocess.run(
            [daemon.binary, "evaluate", "--config.file", str(self.whole / "charterd.yml"),
             "--format", "json", "--at", answer["at"]], capture_output=True, check=True)
        expected = json.loads(done.stdout)
        expected["sources"] = [source for source in expected["sources"]
                               if source["name"] in self.shop.configured]
        if any(feed.frozen is not None for feed in self.feeds.values()):
            self.check_partial(answer)
            for part in (expected, answer):
                part["targets"] = [t for t in part["targets"] if t["id"] != "passing"]
        for key in ("targets", "sources", "measures", "cases"):
            if expected[key] != answer[key]:
                raise AssertionError(f"{key}: evaluate says\n{expected[key]}\nrun says\n"
                                     f"{answer[key]}\n{daemon.log.text()}")


    def check_partial(self, answer):
        """What was filled in without a source says so."""
        partial = [series for target in answer["targets"] if target["id"] == "passing"
                   for series in target["series"]]
        if not partial or not all("since" in series for series in partial):
            raise AssertionError(f"not told that it is not whole: {partial}")


class SourceTest(FaultTest):
    PLACE = memory_folder()

    def make(self, seed, ties):
        folder = tempfile.mkdtemp(prefix="charterd-fault-", dir=self.PLACE)
        world = SourceWorld(folder, seed, ties)
        self.addCleanup(self._clear, world)
        return world

    def change(self, world, daemon):
        """Of the sources, or of a target that is filled in from them; at once, or at a restart."""
        if world.dice.random() < 0.3:
            world.put_charter(world.dice.choice((CHARTER, CHARTER + PASSING)))
        else:
            world.configure_some()
        if world.dice.random() < 0.7:
            daemon.process.send_signal(signal.SIGHUP)

    def live(self, world):
        """Until the kill, which comes after so many of its calls, at random."""
        dice = world.dice
        life = dice.randrange(dice.choice(LIVES))
        daemon = Process(self.BINARY, world)

        def kill():
            daemon.reach(life)
            daemon.process.kill()
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            daemon.wait_ready()  # before that a SIGHUP may end it
            while daemon.process.poll() is None:
                world.act()
                if dice.random() < 0.5:
                    self.change(world, daemon)
                before = daemon.calls()
                if before is not None and dice.random() < 0.5:
                    daemon.reach(before + 1)  # it has noticed
                world.scrape(daemon)
        except UNREACHABLE:
            pass
        except AssertionError as error:
            if "charterd ended" not in str(error):
                raise
        finally:
            killer.join()
            daemon.kill()
            world.note(f"killed after {life} calls, {daemon.log.text()}")
            daemon.close()

    def check(self, world, daemon):
        world.check(daemon, evaluates=False)
        wait_for(lambda: '"filling":true' not in daemon.get("/api/v1/targets")[1],
                 "the target to be filled in")
        world.exact = False
        world.check(daemon)
        for line in list(daemon.log.lines):
            if "count otherwise than before" in line:
                self.assertIn("targets=passing", line, "cases are not made anew")
        world.note("exact")

    def reconfigure(self, world, daemon, names):
        """By SIGHUP, or by a restart; the process that goes on."""
        world.configure(names)
        if world.dice.random() < 0.5:
            said = daemon.log.text().count("the files were read again")
            daemon.process.send_signal(signal.SIGHUP)
            wait_for(lambda: daemon.log.text().count("the files were read again") > said,
                     "the reload")
            return daemon
        daemon.kill()
        daemon.close()
        return self.enterContext(Process(self.BINARY, world))

    def be_without(self, world, daemon):
        """While some are taken out, all that the others tell counts, and what those had told."""
        out = world.dice.sample(["calls-a", "calls-b", world.dice.choice(("orders-a", "orders-b")),
                                 "orders-c"], world.dice.randint(1, 3))
        names = [name for name in world.feeds if name not in out]
        world.dice.shuffle(names)
        world.put_charter(CHARTER + PASSING)  # to be filled in without them
        daemon = self.reconfigure(world, daemon, names)
        for name in out:
            world.feeds[name].freeze()
        for _ in range(2):
            for _ in range(world.dice.randint(1, 6)):
                world.act()
            self.check(world, daemon)
            names = world.dice.sample(names, len(names))
            daemon = self.reconfigure(world, daemon, names)
        for name in out:
            world.feeds[name].thaw()
        daemon.kill()
        daemon.close()

    def run_with(self, world):
        kills = 0
        for _ in range(CHECKS):
            for _ in range(4):
                self.live(world)
                kills += 1
                for _ in range(world.dice.choice((0, 0, 1, 4))):
                    world.act()
                if world.dice.random() < 0.5:
                    world.configure_some()
            world.configure_all()
            world.put_charter(CHARTER)
            daemon = self.enterContext(Process(self.BINARY, world))
            self.check(world, daemon)
            self.be_without(world, daemon)
            world.configure_all()  # so that it is filled in once more
            with Process(self.BINARY, world) as daemon:
                self.check(world, daemon)
        records = sum(sum(feed.shop.records.values()) for feed in world.feeds.values())
        print(f"{kills} kills, {records} records, {world.shop.tied and world.shop.tied.tied} "
              "tied orders")

    def run_worlds(self, ties):
        seed = self.seed()
        in_parallel(self, lambda n: self.run_with(self.make(seed + n, ties)),
                    {n: (n,) for n in range(WORLDS)})

    def test_each_for_itself(self):
        self.run_worlds(ties=False)

    def test_events_of_one_instant(self):
        self.run_worlds(ties=True)


if __name__ == "__main__":
    SourceTest.main()
