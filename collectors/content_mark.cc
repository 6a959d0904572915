#include "collectors/content_mark.h"

#include <algorithm>
#include <array>

#include "collectors/byte_stream.h"

namespace charterd::collectors {
namespace {

tl::expected<bool, std::string> holds_at(int descriptor, std::string_view expected,
                                         std::uint64_t offset) {
  expected = expected.substr(0, ContentMark::kHeadSize);
  std::array<char, ContentMark::kHeadSize> bytes{};
  const auto got = read_at(descriptor, bytes.data(), expected.size(), offset);
  if (!got) return tl::unexpected(got.error());
  return std::string_view(bytes.data(), *got) == expected;
}

}  // namespace

void ContentMark::add(std::string_view bytes) {
  head_.append(bytes.substr(0, kHeadSize - head_.size()));
  if (bytes.size() >= kTailSize) {
    tail_.assign(bytes.substr(bytes.size() - kTailSize));
    return;
  }
  tail_.append(bytes);
  if (tail_.size() > kTailSize) tail_.erase(0, tail_.size() - kTailSize);
}

// FNV-1a.
std::uint64_t ContentMark::head_hash() const {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : head_) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

bool ContentMark::agrees_with(std::string_view bytes) const {
  const std::size_t known = std::min(bytes.size(), head_.size());
  return bytes.substr(0, known) == std::string_view(head_).substr(0, known);
}

tl::expected<bool, std::string> still_holds(int descriptor, const ContentMark& mark,
                                            std::uint64_t offset, std::string_view behind) {
  auto result = holds_at(descriptor, mark.head(), 0);
  if (result && *result) result = holds_at(descriptor, mark.tail(), offset - mark.tail().size());
  if (result && *result) result = holds_at(descriptor, behind, offset);
  return result;
}

}  // namespace charterd::collectors
