// What is remembered of a file's content, to know it again under another name or compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "collectors/hash.h"
#include "collectors/milestones.h"
#include "config/packed.h"

namespace charterd::collectors {

/// Some bytes, or only their number and their hash where the bytes were not to be kept.
class Excerpt {
 public:
  std::size_t size() const { return size_; }
  bool known() const { return text_.size() == size_; }
  const std::string& text() const { return text_; }  ///< "" unless known()
  Hash128 hash() const { return known() ? hash_128(text_) : hash_; }

  bool is(std::string_view bytes) const;
  /// False only when they cannot be the same from the beginning, as far as both go.
  bool may_begin_like(std::string_view bytes) const;

  void set(std::string_view bytes);
  void pack(config::Packer& to) const;
  /// False when it is none, or has more than `most` bytes.
  bool unpack(config::Unpacker& from, std::size_t most);

  friend bool operator==(const Excerpt& a, const Excerpt& b);

 private:
  std::string text_;
  std::size_t size_ = 0;
  Hash128 hash_;  // unless known()
};

/// The first and the last bytes of what was read. An inode number alone says little: file systems
/// give it to the next new file at once. What is kept of it are hashes: the bytes are customers'.
class ContentMark {
 public:
  static constexpr std::size_t kHeadSize = 1024;
  static constexpr std::size_t kTailSize = 64;

  /// `bytes` follow those added before. While only hashes are known, a head stays as short as it
  /// was, and the tail holds new bytes only: so still_holds() comes first.
  void add(std::string_view bytes);

  bool empty() const { return head_.size() == 0; }
  const Excerpt& head() const { return head_; }  ///< at most kHeadSize bytes
  const Excerpt& tail() const { return tail_; }  ///< at most kTailSize bytes

  /// Content that begins with `bytes` may be what was read. It may also be something else when
  /// `bytes` are fewer than a head of which only the hash is known.
  bool agrees_with(std::string_view bytes) const { return head_.may_begin_like(bytes); }

  /// How many bytes were added in all.
  std::uint64_t size() const { return size_; }

  /// Content of `size` bytes, fewer than were added, can be told from the beginning of what was
  /// read, by is_beginning() or may_begin_like(): also from other content whose first `alike` bytes
  /// are the same.
  bool tells_of_beginning(std::uint64_t size, std::size_t alike = 0) const {
    return size == 0 || milestones_.tell_of(size, alike) || (head_.known() && size <= head_.size());
  }
  /// `shorter` marks content that may be the beginning of what was read: nothing speaks against it.
  bool may_begin_like(const ContentMark& shorter) const;

  void pack(config::Packer& to) const;
  /// False when it is no mark of `offset` bytes. The milestones are unknown then.
  bool unpack(config::Unpacker& from, std::uint64_t offset);

  void pack_milestones(config::Packer& to) const { milestones_.pack(to); }
  /// After unpack().
  bool unpack_milestones(config::Unpacker& from) { return milestones_.unpack(from, size_); }

  /// Milestones aside, which follow from the rest.
  friend bool operator==(const ContentMark& a, const ContentMark& b) {
    return a.size_ == b.size_ && a.head_ == b.head_ && a.tail_ == b.tail_;
  }

 private:
  friend tl::expected<bool, std::string> still_holds(int, ContentMark&, std::uint64_t,
                                                     std::string_view);
  friend tl::expected<bool, std::string> is_beginning(int, const ContentMark&, std::uint64_t);
  std::uint64_t size_ = 0;
  Excerpt head_;
  Excerpt tail_;
  Milestones milestones_;
};

/// The open file still holds what `mark` says of its first `offset` bytes, and `behind` (of which
/// the first kHeadSize bytes are compared) after them. Then `mark` knows the bytes, not only their
/// hashes. The error is the system's text.
tl::expected<bool, std::string> still_holds(int descriptor, ContentMark& mark, std::uint64_t offset,
                                            std::string_view behind = {});

/// The first `size` bytes of the open file, fewer than `mark` has, may be the beginning of what was
/// read: nothing speaks against it. The error is the system's text.
tl::expected<bool, std::string> is_beginning(int descriptor, const ContentMark& mark,
                                             std::uint64_t size);

/// Both open files have the same bytes before `end`, back to `begin` but at most kHeadSize of them.
/// The error is the system's text.
tl::expected<bool, std::string> end_alike(int descriptor, int other, std::uint64_t begin,
                                          std::uint64_t end);

}  // namespace charterd::collectors
