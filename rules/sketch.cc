#include "rules/sketch.h"

#include <algorithm>
#include <cmath>

namespace charterd::rules {

namespace {
constexpr double kRelativeError = 0.01;
const double kGamma = (1 + kRelativeError) / (1 - kRelativeError);
const double kLogGamma = std::log(kGamma);
}  // namespace

std::int16_t Sketch::key_of(Fixed value) {
  if (value == 0) return 0;
  const double magnitude = std::fabs(static_cast<double>(value));
  const auto key = static_cast<std::int16_t>(std::ceil(std::log(magnitude) / kLogGamma) + 1);
  return static_cast<std::int16_t>(value > 0 ? key : -key);
}

double Sketch::middle_of(std::int16_t key) {
  if (key == 0) return 0;
  const double upper = std::exp((std::abs(key) - 1) * kLogGamma);
  const double middle = 2 * upper / (1 + kGamma);
  return (key > 0 ? middle : -middle) / static_cast<double>(kFixedOne);
}

void Sketch::add_bucket(std::int16_t key, std::int64_t times) {
  const auto found = std::lower_bound(buckets_.begin(), buckets_.end(), key,
                                      [](const Bucket& b, std::int16_t k) { return b.key < k; });
  if (found == buckets_.end() || found->key != key) {
    buckets_.insert(found, {key, times});
    return;
  }
  found->count += times;
  if (found->count == 0) buckets_.erase(found);
}

void Sketch::add(Fixed value, std::int64_t times) { add_bucket(key_of(value), times); }

Sketch& Sketch::operator+=(const Sketch& other) {
  for (const Bucket& bucket : other.buckets_) add_bucket(bucket.key, bucket.count);
  return *this;
}

double Sketch::value_at(std::int64_t rank) const {
  std::int64_t seen = 0;
  for (const Bucket& bucket : buckets_) {
    seen += bucket.count;
    if (seen >= rank) return middle_of(bucket.key);
  }
  return buckets_.empty() ? 0 : middle_of(buckets_.back().key);
}

std::int64_t Sketch::count() const {
  std::int64_t total = 0;
  for (const Bucket& bucket : buckets_) total += bucket.count;
  return total;
}

void Sketch::pack(config::Packer& to) const {
  to.number(buckets_.size());
  for (const Bucket& bucket : buckets_) to.integer(bucket.key).integer(bucket.count);
}

void Sketch::unpack(config::Unpacker& from) {
  for (std::size_t left = from.count(); left > 0; --left) {
    const auto key = static_cast<std::int16_t>(from.integer());
    add_bucket(key, from.integer());
  }
}

}  // namespace charterd::rules
