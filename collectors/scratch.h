// Memory for the texts of one record that are not in the line as they are.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace charterd::collectors {

/// Hands out bytes that stay where they are until reset(). Keeps its memory, so that reading many
/// records allocates nothing in the long run. One thread at a time.
class Scratch {
 public:
  /// `size` bytes, not initialized; valid until the next reset().
  char* take(std::size_t size) {
    if (size > left_) add_block(size);
    char* bytes = next_;
    next_ += size;
    left_ -= size;
    return bytes;
  }

  /// Gives back the last `size` bytes of the latest take().
  void give_back(std::size_t size) {
    next_ -= size;
    left_ += size;
  }

  std::string_view copy(std::string_view text);

  void reset() {
    if (blocks_.empty()) return;
    if (blocks_.size() > 1) merge();
    next_ = blocks_.front().get();
    left_ = total_;
  }

 private:
  void add_block(std::size_t size);
  void merge();

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t total_ = 0;  // bytes in all blocks
};

}  // namespace charterd::collectors
