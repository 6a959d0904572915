#include "collectors/syslog_fields.h"

#include <algorithm>

#include "collectors/time_text.h"

namespace charterd::collectors {
namespace {

std::vector<std::string> parameters_of(const std::vector<std::string>& wanted) {
  std::vector<std::string> result;
  for (const std::string& name : wanted) {
    if (name.starts_with(config::kStructuredData)) result.push_back(name);
  }
  return result;
}

}  // namespace

SyslogFields::SyslogFields(const std::vector<std::string>& wanted, config::Zone zone)
    : zone_(zone), wanted_parameters_(parameters_of(wanted)) {
  for (std::size_t i = 0; i < wants_.size(); ++i) {
    wants_[i] = std::find(wanted.begin(), wanted.end(), config::kSyslogFields[i]) != wanted.end();
  }
}

const std::vector<NamedValue>* SyslogFields::read(std::string_view text, Instant at) {
  if (!parse_syslog(text, message_)) return nullptr;
  values_.clear();
  scratch_.reset();
  if (wants_[timestamp]) add(timestamp, time_of_message(at));
  add(hostname, message_.hostname);
  add(appname, message_.appname);
  add(procid, message_.procid);
  add(msgid, message_.msgid);
  add(severity, severity_name(message_.severity));
  add(facility, facility_name(message_.facility));
  if (wants_[received]) add(received, scratch_.copy(rfc3339(at)));
  add(message, message_.message);
  if (!wanted_parameters_.empty()) add_parameters();
  return &values_;
}

void SyslogFields::add(Field field, std::string_view value) {
  if (wants_[field] && !value.empty()) values_.push_back({config::kSyslogFields[field], value});
}

std::string_view SyslogFields::time_of_message(Instant at) {
  if (!message_.local) return message_.timestamp;
  const auto instant = instant_of(*message_.local, at, zone_);
  return instant ? scratch_.copy(rfc3339(*instant)) : message_.timestamp;
}

void SyslogFields::add_parameters() {
  for (const SyslogMessage::Parameter& parameter : message_.parameters) {
    name_.assign(config::kStructuredData);
    name_.append(parameter.id).append(".").append(parameter.name);
    if (wanted_parameters_.find(name_) == KeyIndex::kNone) continue;
    values_.push_back({scratch_.copy(name_), unescaped(parameter.value)});
  }
}

// Before a quote, a bracket or another one a backslash is none; before anything else it is.
std::string_view SyslogFields::unescaped(std::string_view value) {
  if (value.find('\\') == std::string_view::npos) return value;
  char* const begin = scratch_.take(value.size());
  char* to = begin;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char next = i + 1 < value.size() ? value[i + 1] : '\0';
    if (value[i] == '\\' && (next == '"' || next == '\\' || next == ']')) ++i;
    *to++ = value[i];
  }
  return {begin, static_cast<std::size_t>(to - begin)};
}

}  // namespace charterd::collectors
