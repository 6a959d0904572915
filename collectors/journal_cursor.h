// Cursors of the journal: which of two entries comes first.
#pragma once

#include <compare>
#include <string_view>

namespace charterd::collectors {

/// The order in which the journal gives its entries: by their numbers where both come from one
/// series of files, else by the monotonic clock of one boot, else by the wall clock. `unordered`
/// where one of the two is no cursor.
std::partial_ordering compare_cursors(std::string_view a, std::string_view b);

}  // namespace charterd::collectors
