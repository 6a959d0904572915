// Dates and instants as people write them in the charter and in logs.
#pragma once

#include <optional>
#include <string_view>

#include "config/instant.h"
#include "config/zone.h"

namespace charterd::config {

/// `2026-03-02`, from 1900 on.
std::optional<Day> parse_date(std::string_view text);

/// A date (its local midnight in `zone`), or RFC 3339 with an offset: `2026-03-02T08:00:00+01:00`,
/// also with a blank for the T.
std::optional<Instant> parse_timestamp(std::string_view text, const Zone& zone);

}  // namespace charterd::config
