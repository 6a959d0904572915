// What came in one request, as lines that a format can read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace charterd::collectors {

enum class BodyFault {
  bad_gzip,   ///< not gzip, or cut off
  too_large,  ///< after decompression
  bad_list,   ///< begins with `[` and is no whole array of JSON
};

/// Decompresses a request's body to at most `most` bytes; more is too_large, however small the
/// body.
tl::expected<std::string, BodyFault> unpack_gzip(std::string_view body, std::size_t most);

/// JSON as one line for each record: the elements of an array, or one whole value after the other,
/// over however many lines they were written. Text that is no whole sequence of objects is taken to
/// be lines and given back as it is, so that one broken line spoils no other.
tl::expected<std::string, BodyFault> json_lines(std::string body);

}  // namespace charterd::collectors
