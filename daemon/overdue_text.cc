#include "daemon/overdue_text.h"

#include <algorithm>
#include <chrono>
#include <span>

#include <fmt/format.h>

#include "daemon/csv_line.h"
#include "daemon/figure_text.h"
#include "daemon/json_writer.h"
#include "daemon/moment.h"
#include "daemon/results.h"
#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

using rules::OverdueCase;

std::span<const OverdueCase> shown_of(const OverdueList& list) {
  return std::span(list.cases).first(std::min(list.limit, list.cases.size()));
}

double overdue_seconds(const OverdueList& list, const OverdueCase& one) {
  return std::chrono::duration<double>(list.at - one.deadline).count();
}

std::string local_text(const config::Zone& zone, Instant instant) {
  return format_local(std::chrono::floor<std::chrono::seconds>(zone.local_of(instant)));
}

std::string heading_of(const OverdueList& list) {
  const config::Charter& charter = list.charter;
  const std::string language = charter.languages.empty() ? "" : charter.languages.front();
  return fmt::format("{}, overdue as of {} ({}): {}", one_line(charter.organization.in(language)),
                     local_text(charter.timezone, list.at), charter.timezone.name(),
                     grouped(list.cases.size()));
}

}  // namespace

std::string overdue_table(const OverdueList& list, const Look& look) {
  const config::Zone& zone = list.charter.timezone;
  TextTable table({{"CASE"},
                   {"KEY"},
                   {"TARGET", Align::left, true},
                   {"DEADLINE"},
                   {"OVERDUE FOR", Align::right},
                   {"OPENED", Align::left, false, 1}});
  for (const OverdueCase& one : shown_of(list)) {
    table.add({{one_line(one.kind->id)},
               {one_line(one.key)},
               {one_line(one.target->id)},
               {local_text(zone, one.deadline)},
               {figure_text(Shown::seconds, overdue_seconds(list, one), {})},
               {local_text(zone, one.opened)}});
  }
  std::string text = inked(heading_of(list), Ink::strong, look.colour) + "\n";
  if (!table.empty()) text += "\n" + table.text(look);
  if (list.cases.size() > list.limit) {
    text +=
        fmt::format("  and {} more: --limit N shows N\n", grouped(list.cases.size() - list.limit));
  }
  return text;
}

std::string overdue_csv(const OverdueList& list) {
  std::string out = "charter,at,case,key,target,deadline,overdue_seconds,opened\r\n";
  for (const OverdueCase& one : shown_of(list)) {
    CsvLine line;
    line.text(list.charter.id).text(format_instant(list.at));
    line.text(one.kind->id).text(one.key).text(one.target->id);
    line.text(format_instant(one.deadline)).number(overdue_seconds(list, one));
    out += line.text(format_instant(one.opened)).end();
  }
  return out;
}

std::string overdue_json(const OverdueList& list) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("charter").text(list.charter.id);
  json.key("at").text(format_instant(list.at));
  json.key("overdue").integer(static_cast<std::uint64_t>(list.cases.size()));
  json.key("cases").begin_array();
  for (const OverdueCase& one : shown_of(list)) {
    json.begin_object();
    json.key("case").text(one.kind->id);
    json.key("key").text(one.key);
    json.key("target").text(one.target->id);
    json.key("deadline").text(format_instant(one.deadline));
    json.key("overdue_seconds").number(overdue_seconds(list, one));
    json.key("opened").text(format_instant(one.opened));
    json.end_object();
  }
  json.end_array().end_object();
  return out += '\n';
}

}  // namespace charterd::daemon
