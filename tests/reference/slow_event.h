// An event of the reference: everything by its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "config/condition.h"
#include "config/instant.h"

namespace charterd::slow {

/// A field's value: a text, or an instant that the source read `as: time`.
struct Value {
  std::string text;
  std::optional<Instant> instant;
  friend bool operator==(const Value&, const Value&) = default;
};

/// Absent fields are not in it.
using Fields = std::map<std::string, Value>;

struct Event {
  Instant time{};
  std::string type;
  Fields fields;
  std::uint32_t source = 0, stream = 0;
  std::uint64_t offset = 0;
  std::size_t arrival = 0;  ///< its number in the order of arrival

  /// Contract 4.3: by time, then by where it was read.
  auto order() const { return std::tie(time, source, stream, offset, arrival); }
};

/// A test of a field on the fields given. Measures and events are not known here: std::logic_error.
bool holds(const config::Test& test, const Fields& fields);

/// A condition that tests fields only.
bool holds(const config::Condition& condition, const Fields& fields);

/// Whether the selector names the event and its `where` holds on the event's own fields.
bool selects(const config::EventSelector& selector, const Event& event);

/// Whether a number (in Fixed) compares so with another.
bool compares(config::Test::Kind kind, std::int64_t left, std::int64_t right);

}  // namespace charterd::slow
