#include "config/intake_loader.h"

#include <algorithm>

#include <fmt/format.h>

#include "config/intake_fields.h"

namespace charterd::config {
namespace {

bool is_of_journald(const std::string& name) {
  return is_intake_field(Source::Kind::journald, name);
}
bool is_of_syslog(const std::string& name) { return is_intake_field(Source::Kind::syslog, name); }

}  // namespace

TimeSource time_of_intake(Source::Kind kind, Place place) {
  TimeSource time;
  time.place = place;
  if (kind == Source::Kind::journald) {
    time.fields = {"__REALTIME_TIMESTAMP"};
    time.form = TimeSource::Form::epoch_microseconds;
  } else {
    time.fields = {"timestamp"};
  }
  return time;
}

RecordFields fields_of_intake(Source::Kind kind, FormatKind format,
                              const std::optional<std::vector<std::string>>& of_message) {
  RecordFields fields;
  const bool journald = kind == Source::Kind::journald;
  if (format != FormatKind::none && !of_message) return fields;
  fields.others = journald ? &is_of_journald : &is_of_syslog;
  fields.names.emplace();
  if (journald) {
    fields.names->emplace_back("MESSAGE");
    fields.names->emplace_back("PRIORITY");
    fields.names->emplace_back("others in capitals");
  } else {
    fields.names->assign(kSyslogFields.begin(), kSyslogFields.end());
    fields.names->emplace_back("sd.ID.NAME");
  }
  if (!of_message) return fields;
  for (const std::string& name : *of_message) {
    if (!is_intake_field(kind, name)) fields.names->push_back(name);
    fields.names->push_back(fmt::format("{}.{}", message_field(kind), name));
  }
  return fields;
}

}  // namespace charterd::config
