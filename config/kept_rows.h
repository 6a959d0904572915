// State as rows: what the floors give to be kept, and get back after a restart.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace charterd::config {

/// What a row tells of. The numbers are part of the stored form: they are never used again for
/// something else.
enum class Table : std::uint8_t {
  identity = 0,         ///< (): what the numbers in all other keys mean
  label_values = 1,     ///< (label, value)
  measures = 2,         ///< (measure)
  steps = 3,            ///< (target, part, grain, step)
  totals = 4,           ///< (target, part)
  histograms = 5,       ///< (group, histogram, number)
  case_kinds = 6,       ///< (kind)
  case_shapes = 7,      ///< (kind, shape)
  cases = 8,            ///< (kind, slot)
  forgotten_cases = 9,  ///< (kind, generation, 0, number)
  sources = 10,         ///< (source)
  files = 11,           ///< (source, number)
  readings = 12,        ///< (source, number)
  streams = 13,         ///< (source, stream)
  record_ids = 14,      ///< (source, generation, 0, number)
  engine = 15,          ///< ()
  targets = 16,         ///< (target)
  filling = 17,         ///< (): parts that are being made anew
  charters = 18,        ///< (edition): what the charter has promised, and since when
};
inline constexpr std::size_t kTableCount = 19;

struct RowKey {
  Table table = Table::identity;
  std::int64_t a = 0, b = 0, c = 0, d = 0;  ///< those that the table does not have are 0
  friend bool operator==(const RowKey&, const RowKey&) = default;
  friend bool operator<(const RowKey& x, const RowKey& y) {
    return std::tie(x.table, x.a, x.b, x.c, x.d) < std::tie(y.table, y.a, y.b, y.c, y.d);
  }
};

/// What has changed since the last time, to be kept all together or not at all; later changes of
/// a row replace earlier ones. Not thread-safe.
class RowChanges {
 public:
  enum class Kind : std::uint8_t {
    put,          ///< the row is there from now on, with that value
    erase,        ///< it is there no more
    erase_below,  ///< nor is any row of `a`, `b` and `c` with a smaller `d`
    erase_all,    ///< nor is any row of the table with that `a`
    clear,        ///< nor is any row of any table
  };
  struct Change {
    Kind kind;
    RowKey key;
    std::string_view value;  ///< put only
  };

  void put(const RowKey& key, std::string_view value) {
    entries_.push_back({Kind::put, key, bytes_.size(), value.size()});
    bytes_ += value;
  }
  void erase(const RowKey& key) { entries_.push_back({Kind::erase, key, 0, 0}); }
  void erase_below(const RowKey& key) { entries_.push_back({Kind::erase_below, key, 0, 0}); }
  void erase_all(Table table, std::int64_t a) {
    entries_.push_back({Kind::erase_all, {table, a}, 0, 0});
  }

  /// Takes back all changes made before.
  void clear_all() {
    clear();
    entries_.push_back({Kind::clear, {}, 0, 0});
  }

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const { return bytes_.size(); }
  void clear() {
    entries_.clear();
    bytes_.clear();
  }

  /// In the order in which they were made.
  Change operator[](std::size_t i) const {
    const Entry& entry = entries_[i];
    return {entry.kind, entry.key, std::string_view(bytes_).substr(entry.offset, entry.size)};
  }

 private:
  struct Entry {
    Kind kind;
    RowKey key;
    std::size_t offset, size;
  };
  std::vector<Entry> entries_;
  std::string bytes_;  // all values, one behind the other
};

}  // namespace charterd::config
