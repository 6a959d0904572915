// Readings whose file is gone or was cut off, in case the same content comes back under another
// name: copied away by copytruncate, or compressed.
#pragma once

#include <deque>

#include "collectors/followed_file.h"
#include "collectors/row_window.h"

namespace charterd::collectors {

class ReadingMemory {
 public:
  /// The oldest one is forgotten beyond this: at the usual rotation, long after its last copy.
  static constexpr std::size_t kMost = 256;

  void remember(const Reading& reading);
  const std::deque<Reading>& all() const { return readings_; }

  /// Rows (source, number) of Table::readings.
  void save(config::RowChanges& changes, std::int64_t source);
  /// One of them, in their order. False when it cannot be read.
  bool restore(std::int64_t number, std::string_view value);

 private:
  std::deque<Reading> readings_;
  std::int64_t first_ = 0;  // the number of the first one
  RowWindow rows_;
};

}  // namespace charterd::collectors
