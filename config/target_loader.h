// What the parts of one target's reading share. Not for others: they see config/loader.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/charter.h"
#include "config/charter_loader.h"
#include "config/condition_loader.h"
#include "config/yaml_mapping.h"

namespace charterd::config {

/// One reading of one target; the defaults are among its keys. Borrows all.
struct TargetReading {
  const CharterReading& charter;
  const YamlMapping& keys;
  Target& target;
  /// The target's measure; nullptr when it is on a case or its measure is not known.
  const Measure* measure = nullptr;
  const Case* of_case = nullptr;              ///< when it is on a case or a case's measure
  const CaseMeasure* case_measure = nullptr;  ///< when it is on a case's measure

  /// What a value of the measure is in; nullopt when it has no value, is a whole case, or is not
  /// known.
  std::optional<BaseUnit> unit() const;

  bool has(std::string_view key) const { return keys.has(key); }
  Diagnostics& diagnostics() const { return charter.diagnostics; }
  void error(Place place, std::string message, std::string hint = {}) const {
    charter.error(place, std::move(message), std::move(hint));
  }
  /// An error at the key, or at the target when it does not have the key.
  void error_at(std::string_view key, std::string message, std::string hint = {}) const {
    error(has(key) ? keys.place_of(key) : target.place, std::move(message), std::move(hint));
  }
};

/// Finds `measure:` and sets the target's subject. A case's measure may be named `case.measure`.
void load_subject(TargetReading& reading);

/// Reads `goal:` and checks that it suits the measure. False when the target has no usable goal.
bool load_goal(const TargetReading& reading);

/// A quantity in the terms of the target's figure: shares as ratios, times in seconds. Business
/// hours set the goal's clock. Reported at `node` when it does not suit; `what` names it in
/// messages: "the goal", "the baseline".
std::optional<Fixed> figure_amount(const Quantity& quantity, const YamlNode& node,
                                   std::string_view what, const TargetReading& reading);

/// Reads `where`, `exclude`, `good` and `bad`.
void load_conditions(const TargetReading& reading);
/// Whether `good` and `bad` are there as the goal needs.
void check_conditions(const TargetReading& reading);

/// Reads `baseline`, `start` and `deadline`, or refuses them where the goal is no improvement.
void load_path(const TargetReading& reading);

/// Reads `by`, `across`, and what the gap needs.
void load_parts(const TargetReading& reading);

}  // namespace charterd::config
