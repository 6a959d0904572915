// What a case keeps of its events: as little as its judgement needs.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "config/instant.h"
#include "rules/case_plan.h"
#include "rules/label_values.h"

namespace charterd::rules {

using ShapeId = std::uint32_t;

/// All that an event tells a case but for when. Events of few different shapes make up all cases,
/// so each shape is kept once, and no text of an event is kept at all.
struct Shape {
  Bits roles = 0;  ///< of CasePlan::roles
  Bits given = 0;  ///< of CasePlan::fields: those that it gives
  Bits holds = 0;  ///< of CasePlan::tests: those that hold for the values it gives
  // Of events that open the case only:
  Bits covered = 0;                ///< of CasePlan::targets: those whose `where` holds
  std::vector<LabelIndex> labels;  ///< its values of CasePlan::labels

  friend bool operator==(const Shape&, const Shape&) = default;
};

/// Shapes by number. References stay valid. Not thread-safe.
class ShapeTable {
 public:
  ShapeId add(const Shape& shape);
  ShapeId size() const { return static_cast<ShapeId>(shapes_.size()); }
  const Shape& operator[](ShapeId id) const { return *shapes_[id]; }

 private:
  struct Hash {
    std::size_t operator()(const Shape& shape) const;
  };
  std::unordered_map<Shape, ShapeId, Hash> ids_;
  std::vector<const Shape*> shapes_;
};

/// One event of a case.
struct CaseEvent {
  static constexpr Instant kNoDue = Instant::min();

  Instant time{};
  Instant due = kNoDue;        ///< the instant that it promises
  std::uint64_t position = 0;  ///< the record's offset; with EngineOptions::explain its line
  std::uint32_t source = 0, stream = 0;
  ShapeId shape = 0;

  /// By time, then by source, stream and position.
  friend bool before(const CaseEvent& a, const CaseEvent& b) {
    if (a.time != b.time) return a.time < b.time;
    if (a.source != b.source) return a.source < b.source;
    if (a.stream != b.stream) return a.stream < b.stream;
    return a.position < b.position;
  }
};
static_assert(sizeof(CaseEvent) <= 40);

}  // namespace charterd::rules
