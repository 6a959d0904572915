// Simulated events as JSON lines.
#include <chrono>

#include <fmt/format.h>

#include "daemon/json_writer.h"
#include "daemon/simulator.h"

namespace charterd::daemon {
namespace {

// A charter may give one of these names a meaning of its own.
bool has_field(const SimulatedEvent& event, std::string_view name) {
  for (const SimulatedEvent::Field& field : event.fields) {
    if (field.name == name) return true;
  }
  return false;
}

}  // namespace

void append_time(Instant time, std::string& out) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                 clock.seconds().count(), clock.subseconds().count());
}

void append_json_line(const SimulatedEvent& event, std::string& out) {
  out += R"({"ts":")";
  append_time(event.time, out);
  out += R"(","event":)";
  append_json_string(out, event.type);
  if (!has_field(event, "id")) {
    fmt::format_to(std::back_inserter(out), R"(,"id":"{:016x}")", event.id);
  }
  for (const SimulatedEvent::Field& field : event.fields) {
    if (field.name == "ts" || field.name == "event") continue;
    out += ',';
    append_json_string(out, field.name);
    out += ':';
    if (field.is_number) {
      out += field.text;
    } else {
      append_json_string(out, field.text);
    }
  }
  out += "}\n";
}

}  // namespace charterd::daemon
