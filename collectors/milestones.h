// What content was at fixed places, so that a beginning of it is known again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "config/packed.h"

namespace charterd::collectors {

/// Hashes of the 64 bytes before each of the offsets 64, 80, 96, 112, 128, 160 and so on, four to
/// each doubling: so a beginning of at least 64 bytes has its last milestone in its last fifth.
class Milestones {
 public:
  static constexpr std::size_t kSpan = 64;

  /// 0 is the first one.
  static std::uint64_t offset_of(std::size_t index);
  static std::uint32_t hash_of(std::string_view span);

  Milestones() = default;
  /// Of so many bytes that nothing is known of.
  explicit Milestones(std::uint64_t size);

  /// `bytes` begin at `offset`, where the last call's ended, or the unknown ones; `before` are the
  /// bytes before them, as far as they are at hand.
  void add(std::uint64_t offset, std::string_view before, std::string_view bytes);

  std::size_t count() const { return hashes_.size(); }
  bool known(std::size_t index) const { return hashes_[index] != 0; }
  bool is(std::size_t index, std::uint32_t hash) const { return hashes_[index] == hash; }

  /// The last milestone within the first `size` bytes is there, known, and of what stands behind
  /// the first `alike` bytes.
  bool tell_of(std::uint64_t size, std::uint64_t alike = 0) const;
  /// No milestone that both know differs.
  bool agree_with(const Milestones& other) const;

  void pack(config::Packer& to) const;
  /// False when they cannot be of `size` bytes.
  bool unpack(config::Unpacker& from, std::uint64_t size);

 private:
  std::vector<std::uint32_t> hashes_;  // 0: unknown
};

}  // namespace charterd::collectors
