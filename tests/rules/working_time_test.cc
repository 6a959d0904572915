#include "rules/working_time.h"

#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "office.h"

namespace charterd::rules {
namespace {

using namespace std::chrono_literals;
using tests::clock;
using tests::day;
using tests::every_day;
using tests::local;
using tests::office;
using tests::zone;

constexpr Duration kTick{1};

// An office in Prague; all times are on its clock.
class Office {
 public:
  explicit Office(const config::Calendar& calendar = office(), const char* name = "Europe/Prague",
                  const std::vector<Day>& more = {})
      : zone_(zone(name)), time_(calendar, more, zone_) {}

  Instant at(const std::string& text) const { return local(zone_, text); }
  Duration between(const std::string& from, const std::string& to) const {
    return time_.between(at(from), at(to));
  }
  std::optional<Instant> after(const std::string& from, Duration limit) const {
    return time_.after(at(from), limit);
  }
  std::optional<Instant> working_days(const std::string& from, std::int64_t days,
                                      const std::vector<Pause>& pauses = {}) const {
    return time_.deadline_working_days(at(from), days, pauses);
  }
  Pause pause(const std::string& from, const std::string& to) const { return {at(from), at(to)}; }
  Pause pause(const std::string& from) const { return {at(from), std::nullopt}; }
  const config::Zone& where() const { return zone_; }
  const WorkingTime& time() const { return time_; }

 private:
  config::Zone zone_;
  WorkingTime time_;
};

TEST_CASE("Only the hours of the calendar count") {
  const Office prague;  // 2026-05-11 is a Monday
  CHECK(prague.between("2026-05-11 08:00", "2026-05-11 17:00") == 8h);
  CHECK(prague.between("2026-05-11 00:00", "2026-05-12 00:00") == 8h);
  CHECK(prague.between("2026-05-11 11:30", "2026-05-11 13:15") == 45min);
  CHECK(prague.between("2026-05-11 12:00", "2026-05-11 13:00") == 0h);
  CHECK(prague.between("2026-05-08 16:00", "2026-05-11 09:00") == 1h + 4h + 1h);
  CHECK(prague.between("2026-05-10 00:00", "2026-05-11 00:00") == 0h);
  CHECK(prague.between("2026-05-04 00:00", "2026-05-18 00:00") == 2 * 44h);
}

TEST_CASE("Working time is zero where the end is not after the beginning") {
  const Office prague;
  CHECK(prague.between("2026-05-11 09:00", "2026-05-11 09:00") == 0h);
  CHECK(prague.between("2026-05-11 10:00", "2026-05-11 09:00") == 0h);
}

TEST_CASE("The first instant of a span is working time and its end is not") {
  const Office prague;
  const WorkingTime& time = prague.time();
  CHECK_FALSE(time.is_working(prague.at("2026-05-11 08:00") - kTick));
  CHECK(time.is_working(prague.at("2026-05-11 08:00")));
  CHECK(time.is_working(prague.at("2026-05-11 12:00") - kTick));
  CHECK_FALSE(time.is_working(prague.at("2026-05-11 12:00")));
  CHECK(time.is_working(prague.at("2026-05-11 13:00")));
  CHECK_FALSE(time.is_working(prague.at("2026-05-10 09:00")));
}

TEST_CASE("A day that ends at 24:00 goes on at 00:00") {
  const Office always(every_day({{0, clock(24)}}));
  CHECK(always.between("2026-05-11 00:00", "2026-05-13 00:00") == 48h);
  CHECK(always.time().is_working(always.at("2026-05-12 00:00") - kTick));
  CHECK(always.time().is_working(always.at("2026-05-12 00:00")));
  CHECK(always.after("2026-05-11 20:00", 10h) == always.at("2026-05-12 06:00"));
  const Office evenings(every_day({{clock(20), clock(24)}}));
  CHECK(evenings.after("2026-05-11 20:00", 4h) == evenings.at("2026-05-12 20:00"));
}

TEST_CASE("Holidays count nothing, whether the calendar or its .ics file has them") {
  const Office prague(office({"2026-05-11"}), "Europe/Prague", {day("2026-05-13")});
  CHECK(prague.between("2026-05-11 00:00", "2026-05-12 00:00") == 0h);
  CHECK(prague.between("2026-05-12 00:00", "2026-05-13 00:00") == 8h);
  CHECK(prague.between("2026-05-13 00:00", "2026-05-14 00:00") == 0h);
  CHECK_FALSE(prague.time().is_working_day(day("2026-05-11")));
  CHECK(prague.time().is_working_day(day("2026-05-12")));
  CHECK_FALSE(prague.time().is_working_day(day("2026-05-13")));
  CHECK(prague.time().is_working_day(day("2026-05-16")));
  CHECK_FALSE(prague.time().is_working_day(day("2026-05-17")));
}

TEST_CASE("An hour that daylight saving skips counts nothing, one that it repeats counts twice") {
  const Office nights(every_day({{0, clock(6)}}));
  CHECK(nights.between("2026-03-29 00:00", "2026-03-30 00:00") == 5h);
  CHECK(nights.between("2026-10-25 00:00", "2026-10-26 00:00") == 7h);

  const Office skipped(every_day({{clock(1), clock(2, 30)}, {clock(2, 45), clock(3, 15)}}));
  CHECK(skipped.between("2026-03-29 00:00", "2026-03-30 00:00") == 1h + 15min);
  const Office repeated(every_day({{clock(1), clock(2, 30)}}));
  CHECK(repeated.between("2026-10-25 00:00", "2026-10-26 00:00") == 1h + 30min + 30min);
  CHECK(repeated.time().is_working(repeated.at("2026-10-25 02:10") + 1h));
  CHECK_FALSE(repeated.time().is_working(repeated.at("2026-10-25 02:40") + 1h));

  const Office lord_howe(every_day({{0, clock(6)}}), "Australia/Lord_Howe");
  CHECK(lord_howe.between("2026-10-04 00:00", "2026-10-05 00:00") == 5h + 30min);
  CHECK(lord_howe.between("2026-04-05 00:00", "2026-04-06 00:00") == 6h + 30min);
}

TEST_CASE("A day whose midnight is skipped begins with the first time there is") {
  // Cairo, 2026-04-24: 00:00 becomes 01:00.
  const Office cairo(every_day({{0, clock(3)}, {clock(20), clock(24)}}), "Africa/Cairo");
  CHECK(cairo.between("2026-04-23 20:00", "2026-04-24 04:00") == 4h + 2h);
  CHECK(cairo.working_days("2026-04-22 10:00", 1) == cairo.at("2026-04-24 01:00"));
}

TEST_CASE("A date that the zone skipped altogether is no working day") {
  const Office apia(every_day({{clock(8), clock(16)}}), "Pacific/Apia");
  CHECK(apia.time().is_working_day(day("2011-12-29")));
  CHECK_FALSE(apia.time().is_working_day(day("2011-12-30")));
  CHECK(apia.time().is_working_day(day("2011-12-31")));
  CHECK(apia.between("2011-12-29 00:00", "2012-01-01 00:00") == 16h);
  CHECK(apia.working_days("2011-12-29 10:00", 1) == apia.at("2012-01-01 00:00"));
}

TEST_CASE("Four hours that end at noon read four until work resumes at one") {
  const Office prague;
  const Instant deadline = *prague.after("2026-05-11 08:00", 4h);
  CHECK(deadline == prague.at("2026-05-11 13:00"));
  CHECK(prague.time().between(prague.at("2026-05-11 08:00"), deadline) == 4h);
  CHECK(prague.time().between(prague.at("2026-05-11 08:00"), deadline + kTick) == 4h + kTick);
}

TEST_CASE("A limit passes over nights, weekends and holidays") {
  const Office prague(office({"2026-05-11"}));
  CHECK(prague.after("2026-05-08 16:00", 30min) == prague.at("2026-05-08 16:30"));
  CHECK(prague.after("2026-05-08 16:00", 1h) == prague.at("2026-05-09 09:00"));
  CHECK(prague.after("2026-05-08 16:00", 5h) == prague.at("2026-05-12 08:00"));
  CHECK(prague.after("2026-05-08 16:00", 5h + kTick) == prague.at("2026-05-12 08:00") + kTick);
  CHECK(prague.after("2026-05-10 10:00", 2h) == prague.at("2026-05-12 10:00"));
  CHECK(prague.after("2026-12-31 16:00", 2h) == prague.at("2027-01-01 09:00"));
}

TEST_CASE("A limit of nothing lasts until the next work begins, a negative one holds nowhere") {
  const Office prague;
  CHECK(prague.after("2026-05-11 09:00", 0h) == prague.at("2026-05-11 09:00"));
  CHECK(prague.after("2026-05-11 12:30", 0h) == prague.at("2026-05-11 13:00"));
  CHECK(prague.after("2026-05-11 09:00", -kTick) == prague.at("2026-05-11 09:00") - kTick);
}

TEST_CASE("Years of working time are summed and searched") {
  const Office prague;
  // 2,922 days from one Monday to another 8 years (417 weeks and 3 days) on.
  CHECK(prague.between("2018-01-01 00:00", "2026-01-01 00:00") == 417 * 44h + 3 * 8h);
  CHECK(prague.after("2018-01-01 00:00", 417 * 44h + 3 * 8h) == prague.at("2026-01-01 08:00"));
}

TEST_CASE("A working day ends at its midnight, and what comes after closing belongs to the next") {
  const Office prague(office({"2026-05-13"}));  // Monday is the 11th, the holiday a Wednesday
  CHECK(prague.working_days("2026-05-11 10:00", 1) == prague.at("2026-05-13 00:00"));
  CHECK(prague.working_days("2026-05-11 10:00", 2) == prague.at("2026-05-15 00:00"));
  // Before opening and during the break the day is not over yet; at closing it is.
  CHECK(prague.working_days("2026-05-11 00:00", 1) == prague.at("2026-05-13 00:00"));
  CHECK(prague.working_days("2026-05-11 12:30", 1) == prague.at("2026-05-13 00:00"));
  CHECK(prague.time().deadline_working_days(prague.at("2026-05-11 17:00") - kTick, 1, {}) ==
        prague.at("2026-05-13 00:00"));
  CHECK(prague.working_days("2026-05-11 17:00", 1) == prague.at("2026-05-15 00:00"));
  // A holiday, a Saturday afternoon and a Sunday count as the next working day.
  CHECK(prague.working_days("2026-05-13 10:00", 1) == prague.at("2026-05-16 00:00"));
  CHECK(prague.working_days("2026-05-09 13:00", 1) == prague.at("2026-05-13 00:00"));
  CHECK(prague.working_days("2026-05-10 10:00", 5) == prague.at("2026-05-19 00:00"));
  CHECK(prague.working_days("2026-05-11 10:00", 0) == prague.at("2026-05-12 00:00"));
}

TEST_CASE("A day on which the case is paused at closing time is not counted") {
  const Office prague;
  const auto deadline = [&](const std::vector<Pause>& pauses) {
    return prague.working_days("2026-05-11 10:00", 2, pauses);  // Wednesday's end, unless paused
  };
  CHECK(deadline({}) == prague.at("2026-05-14 00:00"));
  CHECK(deadline({prague.pause("2026-05-12 09:00", "2026-05-12 16:59:59")}) ==
        prague.at("2026-05-14 00:00"));
  CHECK(deadline({prague.pause("2026-05-12 09:00", "2026-05-12 17:00")}) ==
        prague.at("2026-05-14 00:00"));
  CHECK(deadline({prague.pause("2026-05-12 09:00", "2026-05-12 17:00:01")}) ==
        prague.at("2026-05-15 00:00"));
  CHECK(deadline({prague.pause("2026-05-12 17:00", "2026-05-12 17:00:01")}) ==
        prague.at("2026-05-15 00:00"));
  CHECK(deadline({prague.pause("2026-05-12 17:00:01", "2026-05-13 16:00")}) ==
        prague.at("2026-05-14 00:00"));
  CHECK(deadline({prague.pause("2026-05-12 09:00", "2026-05-12 17:00"),
                  prague.pause("2026-05-12 17:00", "2026-05-12 17:00:01")}) ==
        prague.at("2026-05-15 00:00"));
  CHECK(deadline({prague.pause("2026-05-11 11:00", "2026-05-13 09:00"),
                  prague.pause("2026-05-14 16:00", "2026-05-18 09:00")}) ==
        prague.at("2026-05-19 00:00"));
}

TEST_CASE("An open pause leaves no deadline unless it begins after it") {
  const Office prague;
  CHECK(prague.working_days("2026-05-11 10:00", 2, {prague.pause("2026-05-13 16:00")}) ==
        std::nullopt);
  CHECK(prague.working_days("2026-05-11 10:00", 2, {prague.pause("2026-05-13 17:00:01")}) ==
        prague.at("2026-05-14 00:00"));
  const Instant from = prague.at("2026-05-11 10:00");
  const std::vector<Pause> noon{prague.pause("2026-05-11 11:00")};
  CHECK(deadline(prague.time(), from, 30min, noon) == prague.at("2026-05-11 10:30"));
  CHECK(deadline(prague.time(), from, 1h, noon) == std::nullopt);
}

TEST_CASE("Pauses are taken out of working time, and the deadline moves by what they took") {
  const Office prague;
  const Instant from = prague.at("2026-05-11 09:00");
  const std::vector<Pause> pauses{prague.pause("2026-05-11 10:00", "2026-05-11 12:30"),
                                  prague.pause("2026-05-11 16:30", "2026-05-12 09:00")};
  const auto value = [&](const std::string& to) {
    return measured(prague.time(), from, prague.at(to), pauses);
  };
  CHECK(value("2026-05-11 09:30") == 30min);
  CHECK(value("2026-05-11 12:00") == 1h);
  CHECK(value("2026-05-11 14:00") == 2h);
  CHECK(value("2026-05-12 10:00") == 1h + 3h + 30min + 1h);
  CHECK(deadline(prague.time(), from, 30min, pauses) == prague.at("2026-05-11 09:30"));
  CHECK(deadline(prague.time(), from, 1h, pauses) == prague.at("2026-05-11 13:00"));
  CHECK(deadline(prague.time(), from, 4h + 30min, pauses) == prague.at("2026-05-12 09:00"));
  CHECK(deadline(prague.time(), from, 5h, pauses) == prague.at("2026-05-12 09:30"));
}

TEST_CASE("Calendar days end at local midnight and know neither holidays nor pauses") {
  const Office prague;
  const auto end = [&](const std::string& from, std::int64_t days) {
    return deadline_calendar_days(prague.where(), prague.at(from), days);
  };
  CHECK(end("2026-05-11 00:00", 14) == prague.at("2026-05-26 00:00"));
  CHECK(end("2026-05-11 23:59:59", 14) == prague.at("2026-05-26 00:00"));
  CHECK(end("2026-03-28 12:00", 1) == prague.at("2026-03-30 00:00"));
  CHECK(end("2026-05-11 10:00", 0) == prague.at("2026-05-12 00:00"));
  CHECK(end("2026-05-11 10:00", 1'000'000'000'000) == std::nullopt);
  const config::Zone cairo = zone("Africa/Cairo");
  CHECK(deadline_calendar_days(cairo, local(cairo, "2026-04-22 12:00"), 1) ==
        local(cairo, "2026-04-24 01:00"));
  // St. John's put its clock back from 00:01 to 23:01 on 2010-11-07: that hour belongs to the 7th.
  const config::Zone newfoundland = zone("America/St_Johns");
  CHECK(deadline_calendar_days(newfoundland, local(newfoundland, "2010-11-07 00:00") + 30min, 1) ==
        local(newfoundland, "2010-11-09 00:00"));
}

TEST_CASE("A search without end is given up, and one beyond the last year too") {
  const Office never(every_day({}));
  CHECK(never.after("2026-05-11 10:00", 0h) == std::nullopt);
  CHECK(never.working_days("2026-05-11 10:00", 1) == std::nullopt);
  CHECK(never.between("1900-01-01 00:00", "2199-12-31 00:00") == 0h);

  // All days of 2030 to 2039 are holidays: a decade, which is one year too many.
  std::vector<Day> decade;
  for (Day d = day("2030-01-01"); d < day("2040-01-01"); d += std::chrono::days{1}) {
    decade.push_back(d);
  }
  const Office closed(office(), "Europe/Prague", decade);
  CHECK(closed.after("2029-12-31 16:00", 30min) == closed.at("2029-12-31 16:30"));
  CHECK(closed.after("2029-12-31 16:00", 1h) == std::nullopt);
  CHECK(closed.working_days("2029-12-31 16:00", 1) == std::nullopt);
  CHECK(closed.between("2029-12-31 16:00", "2040-01-02 09:00") == 2h);
  decade.pop_back();
  const Office opens(office(), "Europe/Prague", decade);
  CHECK(opens.after("2029-12-31 16:00", 1h) == opens.at("2039-12-31 09:00"));
  CHECK(opens.working_days("2029-12-31 16:00", 1) == opens.at("2040-01-01 00:00"));

  const Office prague;
  CHECK(prague.after("2026-05-11 10:00", Duration::max()) == std::nullopt);
  CHECK(prague.after("2026-05-11 10:00", 200 * 365 * 24h) == std::nullopt);
  CHECK(prague.working_days("2026-05-11 10:00", 1'000'000'000'000) == std::nullopt);
}

TEST_CASE("There is no working time before the first year or after the last") {
  const Office always(every_day({{0, clock(24)}}), "UTC");
  const Instant first = always.at("1900-01-01 00:00");
  const Instant end = always.at("2200-01-01 00:00");
  CHECK(always.time().between(first - 48h, first + 1h) == 1h);
  CHECK(always.time().between(end - 1h, end + 48h) == 1h);
  CHECK(always.time().between(first - 48h, end + 48h) == end - first);
  CHECK(always.time().after(first - 48h, 1h) == first + 1h);
  CHECK(always.time().after(end - 1h, 1h - kTick) == end - kTick);
  CHECK(always.time().after(end - 1h, 1h) == std::nullopt);
  CHECK(always.time().after(end, 0h) == std::nullopt);
  CHECK_FALSE(always.time().is_working(first - kTick));
  CHECK(always.time().is_working(first));
  CHECK(always.time().is_working(end - kTick));
  CHECK_FALSE(always.time().is_working(end));
  CHECK_FALSE(always.time().is_working(Instant::max()));
  CHECK_FALSE(always.time().is_working_day(day("1899-12-31")));
  CHECK_FALSE(always.time().is_working_day(day("2200-01-01")));
  CHECK(always.working_days("1890-01-01 00:00", 1) == first + 48h);
  CHECK(always.working_days("2199-12-30 00:00", 1) == end);
  CHECK(always.working_days("2199-12-31 00:00", 1) == std::nullopt);
  CHECK(always.working_days("2250-01-01 00:00", 0) == std::nullopt);
}

TEST_CASE("Copies answer alike from several threads at once") {
  const Office prague;
  const WorkingTime copy = prague.time();
  const Instant from = prague.at("1950-01-01 00:00");
  const Instant to = prague.at("2050-01-01 00:00");
  Duration ours{};
  Duration theirs{};
  std::thread other([&] { theirs = copy.between(from, to); });
  ours = prague.time().between(from, to);
  other.join();
  CHECK(ours == theirs);
  CHECK(ours == Office().time().between(from, to));
}

}  // namespace
}  // namespace charterd::rules
