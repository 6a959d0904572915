// What is remembered of a file's content, to know it again under another name or compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace charterd::collectors {

/// The first and the last bytes of what was read. An inode number alone says little: file systems
/// give it to the next new file at once.
class ContentMark {
 public:
  static constexpr std::size_t kHeadSize = 1024;
  static constexpr std::size_t kTailSize = 64;

  /// `bytes` follow those added before.
  void add(std::string_view bytes);

  bool empty() const { return head_.empty(); }
  const std::string& head() const { return head_; }  ///< at most kHeadSize bytes
  const std::string& tail() const { return tail_; }  ///< at most kTailSize bytes
  std::uint64_t head_hash() const;                   ///< may be stored: the same on every machine

  /// Content that begins with `bytes` may be what was read: as far as both are known, they agree.
  bool agrees_with(std::string_view bytes) const;

  friend bool operator==(const ContentMark&, const ContentMark&) = default;

 private:
  std::string head_;
  std::string tail_;
};

/// The open file still holds what `mark` says of its first `offset` bytes, and `behind` (of which
/// the first kHeadSize bytes are compared) after them. The error is the system's text.
tl::expected<bool, std::string> still_holds(int descriptor, const ContentMark& mark,
                                            std::uint64_t offset, std::string_view behind = {});

}  // namespace charterd::collectors
