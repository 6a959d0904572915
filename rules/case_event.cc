#include "rules/case_event.h"

namespace charterd::rules {

std::size_t ShapeTable::Hash::operator()(const Shape& shape) const {
  constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = shape.roles;
  const auto mix = [&hash](std::uint64_t more) {
    hash = (hash ^ (hash >> 29U) ^ more) * kMultiplier;
  };
  mix(shape.given);
  mix(shape.holds);
  mix(shape.covered);
  for (const LabelIndex label : shape.labels) mix(label);
  return hash ^ (hash >> 32U);
}

ShapeId ShapeTable::add(const Shape& shape) {
  // Nearly every shape is known already, and emplace() would allocate before it finds that out.
  const auto known = ids_.find(shape);
  if (known != ids_.end()) return known->second;
  const auto added = ids_.emplace(shape, static_cast<ShapeId>(shapes_.size())).first;
  shapes_.push_back(&added->first);
  return added->second;
}

}  // namespace charterd::rules
