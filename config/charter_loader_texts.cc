// The small pieces that several parts of the charter are made of.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/charter_loader.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

bool is_language(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Blocks of text end with a line feed that nobody meant.
std::string without_last_blanks(const std::string& text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return last == std::string::npos ? std::string() : text.substr(0, last + 1);
}

void add_text(const YamlNode& node, std::string_view key, const std::string& language, Text& text,
              const CharterReading& reading) {
  std::string words = without_last_blanks(node.text);
  if (words.empty()) return reading.error(node.place, fmt::format("\"{}\" is an empty text", key));
  text.by_language.emplace(language, std::move(words));
}

void add_translation(const YamlEntry& entry, std::string_view key, Text& text,
                     const CharterReading& reading) {
  if (!is_language(entry.key)) {
    return reading.error(
        entry.place, fmt::format("\"{}\" is no language, and \"{}\" needs a text", entry.key, key),
        "a language is two small letters such as en");
  }
  const auto& languages = reading.charter.languages;
  if (!languages.empty() &&
      std::find(languages.begin(), languages.end(), entry.key) == languages.end()) {
    reading.diagnostics.warning(
        entry.place, fmt::format("\"{}\" is not among the charter's languages", entry.key),
        "add it to \"languages\"");
  }
  if (check_shape(entry.value, YamlShape::text, entry.key, "a text", reading.diagnostics) &&
      entry.value.is_scalar()) {
    add_text(entry.value, key, entry.key, text, reading);
  }
}

// What has the id already, in words; empty when nothing has.
std::string owner_of(const std::string& id, const Charter& charter) {
  if (charter.find_measure(id) != nullptr) return "a measure";
  for (const Case& kind : charter.cases) {
    if (kind.id == id) return "a case";
    for (const CaseMeasure& measure : kind.measures) {
      if (measure.id == id) return fmt::format("a measure of the case \"{}\"", kind.id);
    }
  }
  return {};
}

}  // namespace

Text load_text(const YamlNode& node, std::string_view key, const CharterReading& reading) {
  Text text;
  constexpr std::string_view kExpected = "a text or a mapping of languages to texts";
  if (!check_shape(node, YamlShape::text_or_mapping, key, kExpected, reading.diagnostics)) {
    return text;
  }
  if (node.is_scalar()) add_text(node, key, "", text, reading);
  if (node.is_mapping() && node.entries.empty()) {
    reading.error(node.place, fmt::format("\"{}\" is an empty mapping", key));
  }
  for (const YamlEntry& entry : node.entries) add_translation(entry, key, text, reading);
  return text;
}

Text load_text(const YamlMapping& mapping, std::string_view key, const CharterReading& reading) {
  const YamlNode* node = mapping.find(key);
  return node != nullptr ? load_text(*node, key, reading) : Text();
}

std::optional<Period> load_period(const YamlMapping& mapping, bool needs_both,
                                  const CharterReading& reading) {
  Period period;
  const Zone& zone = reading.charter.timezone;
  bool good = mapping.is_mapping();
  const auto read_end = [&](std::string_view key, std::optional<Instant>& end) {
    const YamlNode* node = mapping.find(key);
    if (node != nullptr) end = read_instant(*node, key, zone, reading.diagnostics);
    if (mapping.has(key)) {
      good = good && end.has_value();
    } else if (good && needs_both) {
      good = false;
      reading.error(mapping.place(), fmt::format("{} lacks the key \"{}\"", mapping.what(), key),
                    "expected: a date such as 2026-03-02");
    }
  };
  read_end("from", period.from);
  read_end("to", period.to);
  if (!good) return std::nullopt;
  if (!period.from && !period.to) {
    reading.error(mapping.place(), fmt::format("{} needs \"from\" or \"to\"", mapping.what()));
    return std::nullopt;
  }
  if (period.from && period.to && *period.from >= *period.to) {
    reading.error(mapping.place_of("to"),
                  fmt::format("{} must end after it begins", mapping.what()),
                  "\"to\" itself is excluded: one day is {from: 2026-03-02, to: 2026-03-03}");
    return std::nullopt;
  }
  return period;
}

bool check_count(const YamlNode& node, std::string_view key, const CharterReading& reading) {
  if (node.entries.size() <= kMostEntries) return true;
  reading.error(node.place, fmt::format("\"{}\" has {} entries, and {} are the most there can be",
                                        key, node.entries.size(), kMostEntries));
  return false;
}

bool check_id(const YamlEntry& entry, std::string_view what, const CharterReading& reading) {
  if (is_identifier(entry.key)) return true;
  reading.error(entry.place, fmt::format("\"{}\" cannot be the id of a {}", entry.key, what),
                "an id has small letters, digits, _ and -, begins with a letter or a digit, and "
                "has at most 63 of them");
  return false;
}

bool check_measure_id(const YamlEntry& entry, std::string_view what,
                      const CharterReading& reading) {
  if (!check_id(entry, what, reading)) return false;
  if (entry.key == "event" || entry.key == "not") {
    reading.error(entry.place, fmt::format("\"{}\" cannot be the id of a {}: it is a word of "
                                           "conditions",
                                           entry.key, what));
    return false;
  }
  const std::string owner = owner_of(entry.key, reading.charter);
  if (owner.empty()) return true;
  reading.error(entry.place, fmt::format("the id \"{}\" is taken by {}", entry.key, owner),
                "measures, cases and their measures need ids of their own");
  return false;
}

std::string choice_hint(const std::string& name, const std::vector<std::string>& known,
                        std::string_view what) {
  const std::string near = nearest(name, known);
  if (!near.empty()) return fmt::format("did you mean \"{}\"?", near);
  if (known.empty()) return fmt::format("there are no {}", what);
  return fmt::format("known {}: {}", what, fmt::join(known, ", "));
}

}  // namespace charterd::config
