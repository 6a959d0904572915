#include "config/intake_fields.h"

#include <algorithm>

namespace charterd::config {

bool is_intake_field(Source::Kind kind, std::string_view name) {
  if (kind == Source::Kind::journald) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
  }
  if (name.starts_with(kStructuredData)) return true;
  return std::find(kSyslogFields.begin(), kSyslogFields.end(), name) != kSyslogFields.end();
}

std::string_view message_field(Source::Kind kind) {
  return kind == Source::Kind::journald ? "MESSAGE" : "message";
}

std::string_view field_of_message(Source::Kind kind, std::string_view name) {
  const std::string_view message = message_field(kind);
  if (!name.starts_with(message) || name.size() < message.size() + 2) return {};
  if (name[message.size()] != '.') return {};
  return name.substr(message.size() + 1);
}

}  // namespace charterd::config
