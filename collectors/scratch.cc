#include "collectors/scratch.h"

#include <algorithm>
#include <cstring>

namespace charterd::collectors {

std::string_view Scratch::copy(std::string_view text) {
  char* bytes = take(text.size());
  std::memcpy(bytes, text.data(), text.size());
  return {bytes, text.size()};
}

void Scratch::add_block(std::size_t size) {
  constexpr std::size_t kSmallest = 4096;
  size = std::max({size, kSmallest, total_});
  blocks_.push_back(std::make_unique<char[]>(size));
  next_ = blocks_.back().get();
  left_ = size;
  total_ += size;
}

// One block for what took several, so that the next record of that size finds room at once.
void Scratch::merge() {
  blocks_.clear();
  blocks_.push_back(std::make_unique<char[]>(total_));
}

}  // namespace charterd::collectors
