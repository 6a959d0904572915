// Reads a measure's value out of an event, exactly.
#pragma once

#include <optional>
#include <utility>

#include "collectors/event.h"
#include "config/charter.h"

namespace charterd::rules {

struct Reading {
  enum class State : std::uint8_t {
    fine,
    absent,
    bad,  ///< not a number, outside the range, or a negative weight
  };
  State state = State::absent;
  Fixed value = 0;  ///< in base units
};

struct ValueReader {
  std::uint16_t measure = 0;  ///< the measure's index in the charter
  collectors::FieldId field = 0;
  Scale scale;
  std::optional<std::pair<Fixed, Fixed>> range;

  Reading read(const collectors::Event& event) const;
};

/// The reader of the value of the charter's measure with that index; nullopt when it has none.
/// Adds the value's field to `fields`.
std::optional<ValueReader> value_reader(const config::Charter& charter, std::size_t measure,
                                        collectors::NameTable& fields);

}  // namespace charterd::rules
