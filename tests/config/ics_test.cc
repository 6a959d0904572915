#include "config/ics.h"

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace charterd::config {
namespace {

using Result = tl::expected<IcsHolidays, std::vector<Diagnostic>>;

std::string calendar(const std::string& body) {
  return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n" + body + "END:VCALENDAR\n";
}

std::string event(const std::string& body) { return "BEGIN:VEVENT\n" + body + "END:VEVENT\n"; }

Result parse(const std::string& text, int first_year = 2026, int last_year = 2028) {
  return parse_ics_holidays(text, "holidays.ics", first_year, last_year);
}

std::string written(Day day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::vector<std::string> days_of(const Result& result) {
  REQUIRE(result);
  std::vector<std::string> days;
  for (const Day day : result->days) days.push_back(written(day));
  return days;
}

// The days of one event.
std::vector<std::string> days(const std::string& body, int first_year = 2026,
                              int last_year = 2028) {
  return days_of(parse(calendar(event(body)), first_year, last_year));
}

std::vector<std::string> messages(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : diagnostics) {
    result.push_back(fmt::format("{}: {}", diagnostic.place.line, diagnostic.message));
  }
  return result;
}

// "LINE: MESSAGE" of every error.
std::vector<std::string> errors(const std::string& text) {
  const Result result = parse(text);
  REQUIRE_FALSE(result);
  return messages(result.error());
}

std::vector<std::string> warnings(const std::string& text) {
  const Result result = parse(text);
  REQUIRE(result);
  return messages(result->warnings);
}

using Texts = std::vector<std::string>;

TEST_CASE("A whole-day event is a holiday on its day") {
  CHECK(days("DTSTART;VALUE=DATE:20261224\n") == Texts{"20261224"});
  CHECK(days("SUMMARY:Eve\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261225\n") ==
        Texts{"20261224"});
  // Some programs write the last day as the end.
  CHECK(days("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261224\n") == Texts{"20261224"});
  CHECK(days("DTSTART:20261224\n") == Texts{"20261224"});
}

TEST_CASE("The end of an event of several days is excluded") {
  CHECK(days("DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102\n") ==
        Texts{"20261230", "20261231", "20270101"});
  CHECK(days("DTSTART;VALUE=DATE:20261224\nDURATION:P2D\n") == Texts{"20261224", "20261225"});
  CHECK(days("DTSTART;VALUE=DATE:20261224\nDURATION:P1W\n").size() == 7);
}

TEST_CASE("Only days of the years asked for are given, each once and in order") {
  CHECK(days("DTSTART;VALUE=DATE:20251231\nDTEND;VALUE=DATE:20260102\n") == Texts{"20260101"});
  CHECK(days("DTSTART;VALUE=DATE:20281231\nDTEND;VALUE=DATE:20290105\n") == Texts{"20281231"});
  CHECK(days("DTSTART;VALUE=DATE:20250101\nDTEND;VALUE=DATE:20250109\n").empty());
  CHECK(days("DTSTART;VALUE=DATE:20290101\nRRULE:FREQ=YEARLY\n").empty());
  CHECK(days_of(parse(calendar(
            event("DTSTART;VALUE=DATE:20270101\n") + event("DTSTART;VALUE=DATE:20260101\n") +
            event("DTSTART;VALUE=DATE:20270101\n")))) == Texts{"20260101", "20270101"});
}

TEST_CASE("A rule repeats the event in every year") {
  CHECK(days("DTSTART;VALUE=DATE:20001225\nRRULE:FREQ=YEARLY\n") ==
        Texts{"20261225", "20271225", "20281225"});
  CHECK(days("DTSTART;VALUE=DATE:16011225\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25\n") ==
        Texts{"20261225", "20271225", "20281225"});
  // The fourth Thursday of November; the last Monday of May.
  CHECK(days("DTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\n") ==
        Texts{"20261126", "20271125", "20281123"});
  CHECK(days("DTSTART;VALUE=DATE:20200525\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\n") ==
        Texts{"20260525", "20270531", "20280529"});
  CHECK(days("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\n") == Texts{"20280229"});
  CHECK(
      days("DTSTART;VALUE=DATE:20201224\nDTEND;VALUE=DATE:20201227\nRRULE:FREQ=YEARLY\n").size() ==
      9);
}

TEST_CASE("A rule ends by COUNT or UNTIL, both included") {
  CHECK(days("DTSTART;VALUE=DATE:20250101\nRRULE:FREQ=YEARLY;COUNT=3\n") ==
        Texts{"20260101", "20270101"});
  CHECK(days("DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=WEEKLY;UNTIL=20260119\n") ==
        Texts{"20260105", "20260112", "20260119"});
  CHECK(days("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=MONTHLY;UNTIL=20260301T000000Z\n") ==
        Texts{"20260101", "20260201", "20260301"});
}

TEST_CASE("A repeated event of several days that began the year before reaches into the first") {
  CHECK(days("DTSTART;VALUE=DATE:20201231\nDTEND;VALUE=DATE:20210102\nRRULE:FREQ=YEARLY\n", 2026,
             2026) == Texts{"20260101", "20261231"});
}

TEST_CASE("RDATE adds days and EXDATE takes them away") {
  CHECK(days("DTSTART;VALUE=DATE:20260101\nRDATE;VALUE=DATE:20260501,20260508\n") ==
        Texts{"20260101", "20260501", "20260508"});
  CHECK(days("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY\n"
             "EXDATE;VALUE=DATE:20260101\nEXDATE;VALUE=DATE:20280101,20290101\n") ==
        Texts{"20270101"});
  CHECK(days("DTSTART;VALUE=DATE:20260101\nRDATE;VALUE=DATE:20260501\n"
             "EXDATE;VALUE=DATE:20260501\n") == Texts{"20260101"});
}

TEST_CASE("A day that was moved takes the place of the one in its series") {
  const std::string series = event("UID:a\nDTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY\n");
  const std::string other = event("UID:b\nDTSTART;VALUE=DATE:20270501\n");
  const std::string moved =
      event("UID:a\nRECURRENCE-ID;VALUE=DATE:20270501\nDTSTART;VALUE=DATE:20270503\n");
  const Texts expected{"20260501", "20270503", "20280501"};
  CHECK(days_of(parse(calendar(series + moved))) == expected);
  CHECK(days_of(parse(calendar(moved + series))) == expected);
  CHECK(days_of(parse(calendar(moved + other))) == Texts{"20270501", "20270503"});

  const std::string half =
      event("UID:a\nRECURRENCE-ID;VALUE=DATE:20270501\nDTSTART:20270501T120000\n");
  CHECK(days_of(parse(calendar(series + half))) == Texts{"20260501", "20280501"});
}

TEST_CASE("Cancelled events are no holidays") {
  CHECK(days("STATUS:CANCELLED\nDTSTART;VALUE=DATE:20260501\n").empty());
  const std::string series = event("UID:a\nDTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY\n");
  const std::string cancelled = event(
      "UID:a\nRECURRENCE-ID;VALUE=DATE:20270501\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20270501\n");
  CHECK(days_of(parse(calendar(series + cancelled))) == Texts{"20260501", "20280501"});
}

TEST_CASE("An event with a time of day is not read, and a warning says so") {
  const std::string text = calendar(event("DTSTART:20261224T120000\nDTEND:20261224T180000\n") +
                                    event("DTSTART;TZID=Europe/Prague:20261231T120000\n") +
                                    event("DTSTART;VALUE=DATE:20270101\n"));
  CHECK(days_of(parse(text)) == Texts{"20270101"});
  CHECK(warnings(text) == Texts{"5: the event has a time of day and is not read",
                                "9: the event has a time of day and is not read"});
}

TEST_CASE("A flood of events with a time of day gives a few warnings and their number") {
  std::string body = event("DTSTART;VALUE=DATE:20270101\n");
  for (int i = 0; i < 25; ++i) body += event("DTSTART:20261224T120000\n");
  const Texts found = warnings(calendar(body));
  REQUIRE(found.size() == 21);
  CHECK(found.back() == "80: 5 more events before this one have a time of day");
}

TEST_CASE("Lines may be folded, end in CR LF, begin with a byte order mark, and be in any case") {
  CHECK(days_of(parse("\xEF\xBB\xBF"
                      "BEGIN:VCALENDAR\r\nbegin:vevent\r\ndtstart;value=date\r\n"
                      " :2026\r\n\t1224\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")) == Texts{"20261224"});
}

TEST_CASE("Other components, alarms and several calendars in a file are passed over or read") {
  const std::string zone =
      "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:19701025T030000\n"
      "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n";
  const std::string alarmed =
      event("DTSTART;VALUE=DATE:20261224\nBEGIN:VALARM\nDURATION:PT15M\nEND:VALARM\n");
  CHECK(
      days_of(parse(calendar(zone + alarmed) + calendar(event("DTSTART;VALUE=DATE:20261225\n")))) ==
      Texts{"20261224", "20261225"});
}

TEST_CASE("Texts of an event are never read as anything else, nor shown") {
  const std::string text =
      calendar(event("DESCRIPTION;X-A=\"b:c\":DTSTART: secret\n  END:VEVENT\n"
                     "DTSTART;VALUE=DATE:20261224\nsecret\n"));
  CHECK(days_of(parse(text)) == Texts{"20261224"});
  CHECK(warnings(text) == Texts{"8: this line is no property of an event and is not read"});
}

TEST_CASE("A file without holidays in the years is warned of") {
  CHECK(warnings(calendar("")) == Texts{"0: the file has no holidays between 2026 and 2028"});
}

TEST_CASE("An event that does not follow its own rule counts as well, with a warning") {
  const std::string text =
      calendar(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1\n"));
  CHECK(days_of(parse(text)) == Texts{"20260101", "20260501", "20270501", "20280501"});
  CHECK(warnings(text) ==
        Texts{"6: the event's own DTSTART is no day of its rule; it counts as well"});
}

TEST_CASE("What is not taken in full is warned of") {
  const std::string start = "DTSTART;VALUE=DATE:20260101\n";
  CHECK(warnings(calendar(event(start + "EXDATE:20260101T000000Z\n"))) ==
        Texts{"6: EXDATE names times of day, which are not read"});
  CHECK(warnings(calendar(event(start + "RDATE;VALUE=PERIOD:20260201T000000Z/P1D\n"))) ==
        Texts{"6: RDATE names times of day, which are not read"});
  CHECK(warnings(calendar(event(start + "EXRULE:FREQ=YEARLY\n"))) ==
        Texts{"6: EXRULE is not read"});
  CHECK(warnings(
            calendar(event(start + "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20260101\n"))) ==
        Texts{"6: only a single whole day can be moved"});
}

TEST_CASE("A file that is no calendar or is cut off is an error with its line") {
  CHECK(errors("") == Texts{"0: the file of holidays is empty"});
  CHECK(errors("\n\r\n") == Texts{"0: the file of holidays is empty"});
  CHECK(errors("<!DOCTYPE html>\n") == Texts{"1: this is in no calendar"});
  CHECK(errors("BEGIN:VEVENT\nEND:VEVENT\n") == Texts{"1: this is in no calendar"});
  CHECK(errors(calendar("") + "X:1\n") == Texts{"5: this is in no calendar"});
  CHECK(errors("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\n") ==
        Texts{"2: this VEVENT never ends"});
  CHECK(errors("BEGIN:VCALENDAR\n" + event("DTSTART;VALUE=DATE:20261224\n")) ==
        Texts{"1: this VCALENDAR never ends"});
  CHECK(errors("BEGIN:VCALENDAR\nEND:VEVENT\n") == Texts{"2: this END has no BEGIN"});
  CHECK(errors("BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\n") ==
        Texts{"3: an event cannot begin within another component"});
  std::string deep = "BEGIN:VCALENDAR\n";
  for (int i = 0; i < 100'000; ++i) deep += "BEGIN:X\n";
  CHECK(errors(deep) == Texts{"9: components nest more than 8 deep"});
}

TEST_CASE("What an event says wrong is an error with its line, and all are found at once") {
  const auto wrong = [](const std::string& body) { return errors(calendar(event(body))); };
  const std::string start = "DTSTART;VALUE=DATE:20260101\n";
  CHECK(wrong("SUMMARY:x\n") == Texts{"4: the event has no DTSTART"});
  CHECK(wrong("DTSTART;VALUE=DATE:soon\n") ==
        Texts{"5: DTSTART cannot be read: expected a date such as 20261224"});
  CHECK(wrong("DTSTART;VALUE=DATE:\n") ==
        Texts{"5: DTSTART cannot be read: expected a date such as 20261224"});
  CHECK(wrong("DTSTART;VALUE=DATE:20260230\n") ==
        Texts{"5: DTSTART cannot be read: there is no such date"});
  CHECK(wrong(start + start) == Texts{"6: the event has a second DTSTART"});
  CHECK(wrong(start + "DTEND;VALUE=DATE:20251231\n") ==
        Texts{"6: the event ends before it begins"});
  CHECK(wrong(start + "DTEND:20260101T120000\n") ==
        Texts{"6: DTEND has a time of day, DTSTART has none"});
  CHECK(wrong(start + "DTEND;VALUE=DATE:20260102\nDURATION:P1D\n") ==
        Texts{"7: the event has DTEND and DURATION; expected one of them"});
  for (const char* duration : {"PT12H", "-P1D", "P0D", "x"}) {
    CHECK(wrong(start + "DURATION:" + duration + "\n") ==
          Texts{"6: DURATION cannot be read: expected whole days such as P1D or P2W"});
  }
  CHECK(wrong(start + "EXDATE;VALUE=DATE:20260101,x\n") ==
        Texts{"6: EXDATE cannot be read: expected a date such as 20261224"});
  CHECK(wrong(start + std::string("RDATE;VALUE=DATE:2026\0"
                                  "0501\n",
                                  27)) ==
        Texts{"6: RDATE cannot be read: expected a date such as 20261224"});
  for (const char* rule : {"FREQ=SOMETIMES", "", "FREQ=YEARLY;INTERVAL=0", "FREQ=YEARLY;COUNT=x",
                           "FREQ=YEARLY;BYMONTH=99", "FREQ=YEARLY;BYEASTER=1"}) {
    INFO(rule);
    CHECK(wrong(start + "RRULE:" + rule + "\n") ==
          Texts{"6: RRULE cannot be read: expected a rule such as FREQ=YEARLY"});
  }
  CHECK(
      errors(calendar(event("DTSTART:x\n") + event(start + "RRULE:y\n") + event("A:z\n"))).size() ==
      3);
}

TEST_CASE("Rules without measure end in an error, not in a long wait") {
  const auto wrong = [](const std::string& rule) {
    return errors(calendar(event("DTSTART;VALUE=DATE:20260101\nRRULE:" + rule + "\n")));
  };
  const Texts by_days{
      "6: RRULE cannot be read: whole days repeat DAILY, WEEKLY, MONTHLY or YEARLY"};
  CHECK(wrong("FREQ=SECONDLY") == by_days);
  CHECK(wrong("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30") == by_days);
  CHECK(wrong("FREQ=HOURLY;COUNT=3") == by_days);
  CHECK(wrong("FREQ=DAILY;BYHOUR=1,2,3") == by_days);
  CHECK(wrong("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") ==
        Texts{"6: RRULE cannot be read: the rule never comes true"});

  // Every day of three years, and a century that 20 events cover anew every day.
  CHECK(days("DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY\n").size() == 365 + 365 + 366);
  std::string body;
  for (int i = 0; i < 20; ++i) {
    body += event("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:99991231\nRRULE:FREQ=DAILY\n");
  }
  CHECK(errors(calendar(body)) == Texts{"9: the events name more than 1000000 days"});
  std::string many;
  for (int i = 0; i < 600; ++i) many += event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY\n");
  CHECK(errors(calendar(many)) == Texts{"2006: more than 500 events repeat"});

  std::string list = "RDATE;VALUE=DATE:20260101";
  for (int i = 0; i < 10'000; ++i) list += ",20260101";
  CHECK(errors(calendar(event("DTSTART;VALUE=DATE:20260101\n" + list + "\n"))) ==
        Texts{"6: RDATE cannot be read: the line is longer than 64 KiB"});
}

TEST_CASE("A file of holidays is read from disk, and one that is not there is an error") {
  const std::filesystem::path folder =
      std::filesystem::path(CHARTERD_BINARY_DIR) / "ics_test_holidays";
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / "holidays.ics";
  std::ofstream(file, std::ios::binary) << calendar(event("DTSTART;VALUE=DATE:20261224\n"));
  CHECK(days_of(load_ics_holidays(file, 2026, 2026)) == Texts{"20261224"});
  std::filesystem::remove_all(folder);

  const Result missing = load_ics_holidays(file, 2026, 2026);
  REQUIRE_FALSE(missing);
  CHECK(messages(missing.error()) ==
        Texts{"0: cannot read the holidays: No such file or directory"});
  CHECK(missing.error().front().file == file.string());
}

}  // namespace
}  // namespace charterd::config
