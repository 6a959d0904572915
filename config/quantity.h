// Quantities as people write them: 20s, 1h30m, 4 business hours, 5 working days, 80%, 4.2.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "config/fixed.h"
#include "config/instant.h"

namespace charterd::config {

struct Quantity {
  enum class Kind {
    number,          ///< 4.2            amount: the number
    percent,         ///< 80%            amount: the ratio (0.8)
    points,          ///< 5 points       amount: the number
    duration,        ///< 20s, 14 days   amount: seconds of elapsed time
    business_hours,  ///< 4 business hours  amount: seconds of working time
    working_days,    ///< 5 working days, 5 business days   amount: the number of days
    calendar_days,   ///< 14 calendar days  amount: the number of days
  };
  Kind kind = Kind::number;
  Fixed amount = 0;  ///< in millionths, see each kind

  bool is_time() const { return kind >= Kind::duration; }
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

/// Reads one quantity. Durations may combine units from large to small (`1h30m`, `2 days 4 h`);
/// units: us ms s m h d w and their English names, singular or plural. Working and calendar days
/// must be whole and positive. The error says what was expected, without a place.
tl::expected<Quantity, std::string> parse_quantity(std::string_view text);

/// Reads a quantity that must be an elapsed duration (`15m`, `26h`, `0s`); not negative.
tl::expected<Duration, std::string> parse_duration(std::string_view text);

/// Writes it back in words that parse_quantity reads: "20s", "1h30m", "5 working days", "80%".
std::string format_quantity(const Quantity& quantity);

/// "20s", "1h30m", "28 days": the largest units that are exact.
std::string format_duration(Duration duration);

}  // namespace charterd::config
