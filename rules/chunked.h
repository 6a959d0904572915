// A long list that grows without moving what it has, and without holding twice as much.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace charterd::rules {

/// References stay valid. Elements are made in whole chunks, by their default.
template <class T>
class Chunked {
 public:
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return (*chunks_[i / kChunk])[i % kChunk]; }
  const T& operator[](std::size_t i) const { return (*chunks_[i / kChunk])[i % kChunk]; }

  /// Appends `count` elements.
  void grow(std::size_t count) {
    size_ += count;
    while (chunks_.size() * kChunk < size_) chunks_.push_back(std::make_unique<Chunk>());
  }

 private:
  static constexpr std::size_t kChunk = 1024;
  using Chunk = std::array<T, kChunk>;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace charterd::rules
