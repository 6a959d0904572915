// What is added up: one outcome, and the sums of many in as little room as their kind needs.
#pragma once

#include <cstdint>

#include "config/fixed.h"
#include "config/packed.h"
#include "rules/sketch.h"
#include "rules/wide.h"

namespace charterd::rules {

/// The judgement of one observation, or the value of it, for one target.
struct Outcome {
  enum class Kind : std::uint8_t { good, bad, value, excluded };
  Kind kind = Kind::good;
  bool inside = false;       ///< value: on the goal's side of a percentile's limit
  Fixed value = 0;           ///< value: in base units
  Fixed weight = kFixedOne;  ///< good, bad
};

/// Sums of a window in one form for all kinds of cell: what verdicts are made of.
struct Sums {
  std::int64_t outcomes = 0;      ///< good and bad, or values
  std::int64_t bad_outcomes = 0;  ///< shares: how many of them are bad
  std::int64_t excluded = 0;
  bool weighted = false;
  Wide good = 0, bad = 0;  ///< shares: numbers, or sums of weights as Fixed
  Wide squares = 0;        ///< weighted: of the weights as Fixed, squared
  Wide sum = 0;            ///< values, as Fixed
  std::int64_t inside = 0;
  Sketch sketch;  ///< percentiles only
};

// Each kind of cell can be packed, and unpacked from what it packed.

/// Shares in which each outcome counts one.
struct ShareCell {
  std::int64_t good = 0, bad = 0, excluded = 0;
  void add(const Outcome& o, std::int64_t times) {
    good += o.kind == Outcome::Kind::good ? times : 0;
    bad += o.kind == Outcome::Kind::bad ? times : 0;
    excluded += o.kind == Outcome::Kind::excluded ? times : 0;
  }
  ShareCell& operator+=(const ShareCell& other);
  Sums sums() const;
  void pack(config::Packer& to) const;
  void unpack(config::Unpacker& from);
};

/// Shares by weight.
struct WeightedCell {
  std::int64_t outcomes = 0, bad_outcomes = 0, excluded = 0;
  Wide good = 0, bad = 0, squares = 0;
  void add(const Outcome& o, std::int64_t times);
  WeightedCell& operator+=(const WeightedCell& other);
  Sums sums() const;
  void pack(config::Packer& to) const;
  void unpack(config::Unpacker& from);
};

/// Statistics of values.
struct ValueCell {
  std::int64_t count = 0, inside = 0, excluded = 0;
  Wide sum = 0;
  void add(const Outcome& o, std::int64_t times);
  ValueCell& operator+=(const ValueCell& other);
  Sums sums() const;
  void pack(config::Packer& to) const;
  void unpack(config::Unpacker& from);
};

/// Statistics of values that show a percentile.
struct SketchCell {
  ValueCell values;
  Sketch sketch;
  void add(const Outcome& o, std::int64_t times);
  SketchCell& operator+=(const SketchCell& other);
  Sums sums() const;
  void pack(config::Packer& to) const;
  void unpack(config::Unpacker& from);
};

}  // namespace charterd::rules
