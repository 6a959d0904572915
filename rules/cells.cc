#include "rules/cells.h"

namespace charterd::rules {

ShareCell& ShareCell::operator+=(const ShareCell& other) {
  good += other.good;
  bad += other.bad;
  excluded += other.excluded;
  return *this;
}

Sums ShareCell::sums() const {
  Sums sums;
  sums.outcomes = good + bad;
  sums.bad_outcomes = bad;
  sums.excluded = excluded;
  sums.good = good;
  sums.bad = bad;
  return sums;
}

void ShareCell::pack(config::Packer& to) const { to.integer(good).integer(bad).integer(excluded); }

void ShareCell::unpack(config::Unpacker& from) {
  good = from.integer();
  bad = from.integer();
  excluded = from.integer();
}

void WeightedCell::add(const Outcome& o, std::int64_t times) {
  if (o.kind == Outcome::Kind::excluded) {
    excluded += times;
    return;
  }
  outcomes += times;
  squares += Wide{o.weight} * o.weight * times;
  if (o.kind == Outcome::Kind::bad) {
    bad_outcomes += times;
    bad += Wide{o.weight} * times;
  } else {
    good += Wide{o.weight} * times;
  }
}

WeightedCell& WeightedCell::operator+=(const WeightedCell& other) {
  outcomes += other.outcomes;
  bad_outcomes += other.bad_outcomes;
  excluded += other.excluded;
  good += other.good;
  bad += other.bad;
  squares += other.squares;
  return *this;
}

Sums WeightedCell::sums() const {
  Sums sums;
  sums.outcomes = outcomes;
  sums.bad_outcomes = bad_outcomes;
  sums.excluded = excluded;
  sums.weighted = true;
  sums.good = good;
  sums.bad = bad;
  sums.squares = squares;
  return sums;
}

void WeightedCell::pack(config::Packer& to) const {
  to.integer(outcomes).integer(bad_outcomes).integer(excluded).wide(good).wide(bad).wide(squares);
}

void WeightedCell::unpack(config::Unpacker& from) {
  outcomes = from.integer();
  bad_outcomes = from.integer();
  excluded = from.integer();
  good = from.wide();
  bad = from.wide();
  squares = from.wide();
}

void ValueCell::add(const Outcome& o, std::int64_t times) {
  if (o.kind == Outcome::Kind::excluded) {
    excluded += times;
    return;
  }
  count += times;
  sum += Wide{o.value} * times;
  inside += o.inside ? times : 0;
}

ValueCell& ValueCell::operator+=(const ValueCell& other) {
  count += other.count;
  inside += other.inside;
  excluded += other.excluded;
  sum += other.sum;
  return *this;
}

Sums ValueCell::sums() const {
  Sums sums;
  sums.outcomes = count;
  sums.excluded = excluded;
  sums.sum = sum;
  sums.inside = inside;
  return sums;
}

void ValueCell::pack(config::Packer& to) const {
  to.integer(count).integer(inside).integer(excluded).wide(sum);
}

void ValueCell::unpack(config::Unpacker& from) {
  count = from.integer();
  inside = from.integer();
  excluded = from.integer();
  sum = from.wide();
}

void SketchCell::add(const Outcome& o, std::int64_t times) {
  values.add(o, times);
  if (o.kind == Outcome::Kind::value) sketch.add(o.value, times);
}

SketchCell& SketchCell::operator+=(const SketchCell& other) {
  values += other.values;
  sketch += other.sketch;
  return *this;
}

Sums SketchCell::sums() const {
  Sums sums = values.sums();
  sums.sketch = sketch;
  return sums;
}

void SketchCell::pack(config::Packer& to) const {
  values.pack(to);
  sketch.pack(to);
}

void SketchCell::unpack(config::Unpacker& from) {
  values.unpack(from);
  sketch.unpack(from);
}

}  // namespace charterd::rules
