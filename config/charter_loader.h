// What the parts of the charter's loader share. Not for others: they see config/loader.h.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/charter.h"
#include "config/yaml_mapping.h"

namespace charterd::config {

/// One reading of one charter. Borrows all but the folder.
struct CharterReading {
  Charter& charter;
  Diagnostics& diagnostics;
  std::filesystem::path folder;             ///< of the charter's file: relative paths begin there
  std::vector<Diagnostic>& of_other_files;  ///< what is wrong in files that the charter names

  void error(Place place, std::string message, std::string hint = {}) const {
    diagnostics.error(place, std::move(message), std::move(hint));
  }
};

// Each reads one part of the document into `reading.charter`, and reports what is wrong with it.
// In this order: later parts refer to earlier ones.

/// All that is neither calendar nor measure nor target; languages and time zone first.
void load_document(const YamlMapping& document, const CharterReading& reading);
void load_calendars(const YamlNode& node, const CharterReading& reading);
void load_measures(const YamlNode& node, const CharterReading& reading);
void load_cases(const YamlNode& node, const CharterReading& reading);
/// `defaults` may be nullptr.
void load_targets(const YamlNode& node, const YamlNode* defaults, const CharterReading& reading);
void load_exemptions(const YamlNode& node, const CharterReading& reading);

/// A text or a map of language to text, as it stands under `key`. Empty after errors.
Text load_text(const YamlNode& node, std::string_view key, const CharterReading& reading);
/// The same of a mapping's key; empty when it is absent.
Text load_text(const YamlMapping& mapping, std::string_view key, const CharterReading& reading);

/// The mapping {from, to} in the charter's zone, with at least one end, `from` before `to`.
/// `needs_both` says whether both must be there. nullopt after errors.
std::optional<Period> load_period(const YamlMapping& mapping, bool needs_both,
                                  const CharterReading& reading);

/// Of measures, of cases and of targets.
inline constexpr std::size_t kMostEntries = 1'000;

/// Of one case: places that name events (opens, both ends of a pause, a count...), targets, and
/// different tests of fields in these targets' conditions.
inline constexpr std::size_t kMostOfCase = 64;

/// Reports a case that names events in more places.
void check_selectors(const Case& kind, const CharterReading& reading);
/// Reports the first target, and the first test of a field, that is one too many for its case.
void check_targets_of_cases(const CharterReading& reading);

/// Reports a mapping that has more entries. False: they are not to be read.
bool check_count(const YamlNode& node, std::string_view key, const CharterReading& reading);

/// Reports an id that is not `[a-z0-9][a-z0-9_-]*`. `what` is "target", "measure" and the like.
bool check_id(const YamlEntry& entry, std::string_view what, const CharterReading& reading);

/// The same for what conditions can name: also no word of theirs (`event`, `not`), and no id that
/// a measure, a case or a case's measure has already. To be called before it is added.
bool check_measure_id(const YamlEntry& entry, std::string_view what, const CharterReading& reading);

/// `did you mean "x"?`, else what there is to choose from: `known measures: a, b`.
std::string choice_hint(const std::string& name, const std::vector<std::string>& known,
                        std::string_view what);

}  // namespace charterd::config
