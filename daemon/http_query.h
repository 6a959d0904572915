// The query of a request: `a=1&b=two%20words`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace charterd::daemon {

using QueryParts = std::vector<std::pair<std::string, std::string>>;

/// Names and values, decoded, in their order; nullopt when a `%` is not followed by two hexadecimal
/// digits.
std::optional<QueryParts> parse_query(std::string_view query);

}  // namespace charterd::daemon
