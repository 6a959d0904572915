// Readings whose file is gone or was cut off, in case the same content comes back under another
// name: copied away by copytruncate, or compressed.
#pragma once

#include <deque>

#include "collectors/followed_file.h"

namespace charterd::collectors {

class ReadingMemory {
 public:
  /// The oldest one is forgotten beyond this: at the usual rotation, long after its last copy.
  static constexpr std::size_t kMost = 256;

  void remember(const Reading& reading);
  const std::deque<Reading>& all() const { return readings_; }

 private:
  std::deque<Reading> readings_;
};

}  // namespace charterd::collectors
