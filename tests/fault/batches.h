// A sequence of commits whose number shows in several tables, so that a mix of two would show.
#pragma once

#include <string>
#include <vector>

#include "tests/fault/state_folder.h"

namespace charterd::daemon {

inline constexpr int kBatches = 8;

/// The changes that lead from the state `number` - 1 to the state `number`.
inline config::RowChanges batch(int number) {
  using config::Table;
  const std::string text = std::to_string(number);
  config::RowChanges changes;
  changes.put({Table::engine}, text);
  changes.put({Table::readings, 1, number % 3}, std::string(3'000, 'r') + text);
  changes.put({Table::steps, 1, 0, 1, number}, text);
  changes.erase_below({Table::steps, 1, 0, 1, number - 2});
  changes.put({Table::cases, 1, number}, std::string(6'000, 'c') + text);
  if (number > 3) changes.erase({Table::cases, 1, number - 3});
  if (number % 4 == 0) changes.erase_all(Table::readings, 1);
  return changes;
}

/// The states from 0, which is empty, to kBatches.
inline const std::vector<Rows>& states() {
  static const std::vector<Rows> all = [] {
    std::vector<Rows> rows(1);
    for (int number = 1; number <= kBatches; ++number) {
      rows.push_back(rows.back());
      apply_changes(batch(number), rows.back());
    }
    return rows;
  }();
  return all;
}

/// The number of the state that these rows are; -1 for none of them.
inline int state_number(const Rows& rows) {
  for (int number = 0; number <= kBatches; ++number) {
    if (states()[static_cast<std::size_t>(number)] == rows) return number;
  }
  return -1;
}

}  // namespace charterd::daemon
