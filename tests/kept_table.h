// Kept rows in memory: what a store would give back.
#pragma once

#include <map>
#include <string>

#include "config/kept_rows.h"

namespace charterd {

class KeptTable {
 public:
  using Rows = std::map<config::RowKey, std::string>;

  void apply(const config::RowChanges& changes) {
    for (std::size_t i = 0; i < changes.size(); ++i) apply(changes[i]);
  }
  const Rows& rows() const { return rows_; }

 private:
  void apply(const config::RowChanges::Change& change) {
    using Kind = config::RowChanges::Kind;
    config::RowKey from = change.key, to = change.key;
    if (change.kind == Kind::clear) rows_.clear();
    if (change.kind == Kind::put) rows_[change.key] = change.value;
    if (change.kind == Kind::erase) rows_.erase(change.key);
    if (change.kind == Kind::erase_below) {
      from.d = INT64_MIN;
      rows_.erase(rows_.lower_bound(from), rows_.lower_bound(to));
    }
    if (change.kind == Kind::erase_all) {
      from.b = from.c = from.d = INT64_MIN;
      to = {to.table, to.a + 1, INT64_MIN, INT64_MIN, INT64_MIN};
      rows_.erase(rows_.lower_bound(from), rows_.lower_bound(to));
    }
  }
  Rows rows_;
};

}  // namespace charterd
