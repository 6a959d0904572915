// Scalars of the YAML tree as values. What does not read is reported at its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "config/quantity.h"
#include "config/yaml_reader.h"
#include "config/zone.h"

namespace charterd::config {

// Each takes a scalar (a null or another kind is reported, an unusable node passed over) and
// returns nullopt after it has reported what is wrong. `what` names the value in messages: "every".

/// `true` or `false`.
std::optional<bool> read_flag(const YamlNode& node, std::string_view what,
                              Diagnostics& diagnostics);
/// A whole number in [least, most].
std::optional<std::int64_t> read_whole_number(const YamlNode& node, std::string_view what,
                                              std::int64_t least, std::int64_t most,
                                              Diagnostics& diagnostics);
/// A decimal number, multiplied by `scale`.
std::optional<Fixed> read_number(const YamlNode& node, std::string_view what, Scale scale,
                                 Diagnostics& diagnostics);
/// An elapsed duration, not negative: `15m`, `26h`, `0s`.
std::optional<Duration> read_duration(const YamlNode& node, std::string_view what,
                                      Diagnostics& diagnostics);
std::optional<Quantity> read_quantity(const YamlNode& node, std::string_view what,
                                      Diagnostics& diagnostics);
/// A date `2026-03-02` of the years 1900 to 9999.
std::optional<Day> read_date(const YamlNode& node, std::string_view what, Diagnostics& diagnostics);
/// A date, which means its local midnight in `zone`, or an instant `2026-03-02T08:00:00+01:00`.
std::optional<Instant> read_instant(const YamlNode& node, std::string_view what, const Zone& zone,
                                    Diagnostics& diagnostics);

/// `[a-z0-9][a-z0-9_-]*`, at most 63 characters: what ids of targets and measures look like.
bool is_identifier(std::string_view text);

}  // namespace charterd::config
