// What decides the order of events of the same instant.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace charterd::rules {

/// The number of every source of which nothing is known any more but what it told.
inline constexpr std::uint32_t kGoneSource = UINT32_MAX;

/// The path of the log that a source's stream is a piece of; pieces of one log are in the order of
/// their streams' numbers. nullopt: the source is read no more.
using PathOf =
    std::function<std::optional<std::string_view>(std::uint32_t source, std::uint32_t stream)>;

}  // namespace charterd::rules
