// Choices at random, the same for the same seed everywhere.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace charterd::slow {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : bits_(seed) {}

  /// A number in [0, end); end > 0.
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(bits_() % static_cast<std::uint64_t>(end));
  }
  /// A number in [from, to], both included.
  std::int64_t between(std::int64_t from, std::int64_t to) { return from + below(to - from + 1); }
  bool chance(int percent) { return below(100) < percent; }

  /// One of a list that is not empty.
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())))];
  }
  std::string pick(std::initializer_list<const char*> from) {
    return std::data(from)[below(static_cast<std::int64_t>(from.size()))];
  }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(below(static_cast<int>(i)))]);
    }
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace charterd::slow
