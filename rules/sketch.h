// Counts of values in logarithmic buckets: any percentile to 1% relative, whatever the order.
#pragma once

#include <cstdint>
#include <vector>

#include "config/fixed.h"
#include "config/packed.h"

namespace charterd::rules {

/// A sparse histogram whose buckets grow by the factor 1.01/0.99, so that a bucket's middle is
/// within 1% of each value in it (Masson, Rim, Lee: DDSketch, 2019). Zero and negative values have
/// buckets of their own. Sketches can be added and subtracted; memory grows with the number of
/// different buckets, never with values.
class Sketch {
 public:
  void add(Fixed value, std::int64_t times = 1);
  Sketch& operator+=(const Sketch& other);

  /// The middle of the bucket that holds the value with the given rank, counted from 1 in rising
  /// order. `rank` is between 1 and the number of values.
  double value_at(std::int64_t rank) const;

  bool empty() const { return buckets_.empty(); }
  std::int64_t count() const;

  void pack(config::Packer& to) const;
  /// Into an empty sketch.
  void unpack(config::Unpacker& from);

 private:
  struct Bucket {
    std::int16_t key;  // 0: zero; k+1: gamma^(k-1) < v <= gamma^k; negative: the same for -v
    std::int64_t count;
  };
  static std::int16_t key_of(Fixed value);
  static double middle_of(std::int16_t key);
  void add_bucket(std::int16_t key, std::int64_t times);

  std::vector<Bucket> buckets_;  // by rising key; no zero counts
};

}  // namespace charterd::rules
