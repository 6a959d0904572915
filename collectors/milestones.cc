#include "collectors/milestones.h"

#include <algorithm>
#include <array>

#include "collectors/hash.h"

namespace charterd::collectors {
namespace {

// The last one lies beyond all files.
constexpr std::size_t kMost = 4 * 56;

std::size_t count_of(std::uint64_t size) {
  std::size_t count = 0;
  while (count < kMost && Milestones::offset_of(count) <= size) ++count;
  return count;
}

}  // namespace

std::uint64_t Milestones::offset_of(std::size_t index) {
  return std::uint64_t{(4 + index % 4) * kSpan / 4} << (index / 4);
}

std::uint32_t Milestones::hash_of(std::string_view span) {
  return static_cast<std::uint32_t>(hash_64(span)) | 1U;
}

Milestones::Milestones(std::uint64_t size) : hashes_(count_of(size), 0) {}

void Milestones::add(std::uint64_t offset, std::string_view before, std::string_view bytes) {
  while (hashes_.size() < kMost) {
    const std::uint64_t end = offset_of(hashes_.size());
    if (end > offset + bytes.size()) return;
    const auto inside = static_cast<std::size_t>(end - offset);
    if (inside >= kSpan) {
      hashes_.push_back(hash_of(bytes.substr(inside - kSpan, kSpan)));
      continue;
    }
    const std::size_t missing = kSpan - inside;
    if (before.size() < missing) {
      hashes_.push_back(0);
      continue;
    }
    std::array<char, kSpan> span{};
    const auto rest =
        std::copy_n(before.end() - static_cast<std::ptrdiff_t>(missing), missing, span.begin());
    std::copy_n(bytes.begin(), inside, rest);
    hashes_.push_back(hash_of({span.data(), span.size()}));
  }
}

bool Milestones::tell_of(std::uint64_t size, std::uint64_t alike) const {
  const std::size_t count = count_of(size);
  return count > 0 && count <= hashes_.size() && known(count - 1) &&
         offset_of(count - 1) >= alike + kSpan;
}

bool Milestones::agree_with(const Milestones& other) const {
  const std::size_t both = std::min(count(), other.count());
  for (std::size_t i = 0; i < both; ++i) {
    if (known(i) && other.known(i) && !is(i, other.hashes_[i])) return false;
  }
  return true;
}

void Milestones::pack(config::Packer& to) const {
  to.number(hashes_.size());
  for (const std::uint32_t hash : hashes_) to.number(hash);
}

bool Milestones::unpack(config::Unpacker& from, std::uint64_t size) {
  hashes_.assign(from.count(), 0);
  for (std::uint32_t& hash : hashes_) hash = from.as<std::uint32_t>();
  return from.good() && hashes_.size() == count_of(size);
}

}  // namespace charterd::collectors
