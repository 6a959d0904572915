// Rows whose numbers go on for ever, of which the last ones are kept: what is new is put, what
// has left at the front is erased.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "config/kept_rows.h"

namespace charterd::collectors {

class RowWindow {
 public:
  /// Makes the kept rows of `table` and `source` those from `first` up to and without `end`.
  /// Neither ever falls. `value_of(number)` gives a row's value; kept rows do not change.
  template <class ValueOf>
  void save(config::RowChanges& changes, config::Table table, std::int64_t source,
            std::int64_t first, std::int64_t end, ValueOf value_of) {
    for (std::int64_t number = first_; number < std::min(first, end_); ++number) {
      changes.erase({table, source, number});
    }
    for (std::int64_t number = std::max(first, end_); number < end; ++number) {
      changes.put({table, source, number}, value_of(number));
    }
    first_ = first;
    end_ = end;
  }

  /// A row that was kept; they come in order. False when one is missing before it, or when its
  /// number is below 0 or above `most`.
  bool restored(std::int64_t number,
                std::int64_t most = std::numeric_limits<std::int64_t>::max() - 1) {
    if (number < 0 || number > most || (first_ != end_ && number != end_)) return false;
    if (first_ == end_) first_ = number;
    end_ = number + 1;
    return true;
  }

  std::int64_t first() const { return first_; }  ///< as kept

 private:
  std::int64_t first_ = 0, end_ = 0;
};

}  // namespace charterd::collectors
