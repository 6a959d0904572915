#include "collectors/content_mark.h"

#include <algorithm>
#include <array>

#include "collectors/byte_stream.h"
#include "collectors/file_status.h"

namespace charterd::collectors {
namespace {

using Bytes = std::array<char, ContentMark::kHeadSize>;

// As many as there are. A file that gives less than its size promises tells nothing of its content.
tl::expected<std::string_view, std::string> bytes_at(int descriptor, Bytes& bytes, std::size_t size,
                                                     std::uint64_t offset) {
  std::size_t read = 0;
  while (read < size) {
    const auto got = read_at(descriptor, bytes.data() + read, size - read, offset + read);
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    read += *got;
  }
  if (read < size) {
    const auto status = status_of(descriptor);
    if (status && status->size >= offset + size) {
      return tl::unexpected<std::string>("it gives less than its size says");
    }
  }
  return std::string_view(bytes.data(), read);
}

tl::expected<bool, std::string> holds_at(int descriptor, Excerpt& expected, std::uint64_t offset) {
  Bytes bytes{};
  const auto got = bytes_at(descriptor, bytes, expected.size(), offset);
  if (!got) return tl::unexpected(got.error());
  if (!expected.is(*got)) return false;
  if (!expected.known()) expected.set(*got);
  return true;
}

}  // namespace

bool Excerpt::is(std::string_view bytes) const {
  if (bytes.size() != size_) return false;
  return known() ? bytes == text_ : hash_128(bytes) == hash_;
}

bool Excerpt::may_begin_like(std::string_view bytes) const {
  if (bytes.size() >= size_) return is(bytes.substr(0, size_));
  return !known() || std::string_view(text_).starts_with(bytes);
}

void Excerpt::set(std::string_view bytes) {
  text_ = bytes;
  size_ = bytes.size();
}

bool operator==(const Excerpt& a, const Excerpt& b) {
  return a.known() ? b.is(a.text_) : a.size_ == b.size_ && a.hash_ == b.hash();
}

void Excerpt::pack(config::Packer& to) const {
  const Hash128 hash = this->hash();
  to.number(size_).number(hash.low).number(hash.high);
}

bool Excerpt::unpack(config::Unpacker& from, std::size_t most) {
  text_.clear();
  size_ = from.as<std::size_t>();
  hash_.low = from.number();
  hash_.high = from.number();
  return from.good() && size_ <= most;
}

void ContentMark::add(std::string_view bytes) {
  if (head_.known() && head_.size() < kHeadSize) {
    head_.set(head_.text() + std::string(bytes.substr(0, kHeadSize - head_.size())));
  }
  if (bytes.empty()) return;
  milestones_.add(size_, tail_.text(), bytes);
  size_ += bytes.size();
  if (bytes.size() >= kTailSize) {
    tail_.set(bytes.substr(bytes.size() - kTailSize));
    return;
  }
  std::string text = tail_.text();
  text.append(bytes);
  if (text.size() > kTailSize) text.erase(0, text.size() - kTailSize);
  tail_.set(text);
}

bool ContentMark::may_begin_like(const ContentMark& shorter) const {
  return shorter.size_ <= size_ && head_.may_begin_like(shorter.head_.text()) &&
         milestones_.agree_with(shorter.milestones_);
}

void ContentMark::pack(config::Packer& to) const {
  head_.pack(to);
  tail_.pack(to);
}

bool ContentMark::unpack(config::Unpacker& from, std::uint64_t offset) {
  const auto most = [offset](std::size_t size) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(size, offset));
  };
  if (!head_.unpack(from, most(kHeadSize)) || !tail_.unpack(from, most(kTailSize))) return false;
  size_ = offset;
  milestones_ = Milestones(offset);
  // Without a mark nothing could be told from other content.
  return offset == 0 || (head_.size() > 0 && tail_.size() > 0);
}

tl::expected<bool, std::string> still_holds(int descriptor, ContentMark& mark, std::uint64_t offset,
                                            std::string_view behind) {
  auto result = holds_at(descriptor, mark.head_, 0);
  if (result && *result) {
    result = holds_at(descriptor, mark.tail_, offset - mark.tail_.size());
  }
  if (!result || !*result || behind.empty()) return result;
  behind = behind.substr(0, ContentMark::kHeadSize);
  Bytes bytes{};
  return bytes_at(descriptor, bytes, behind.size(), offset).map([behind](std::string_view got) {
    return got == behind;
  });
}

tl::expected<bool, std::string> is_beginning(int descriptor, const ContentMark& mark,
                                             std::uint64_t size) {
  Bytes bytes{};
  const auto head_size = std::min<std::uint64_t>(size, ContentMark::kHeadSize);
  const auto head = bytes_at(descriptor, bytes, static_cast<std::size_t>(head_size), 0);
  if (!head) return tl::unexpected(head.error());
  if (!mark.agrees_with(*head)) return false;
  const Milestones& stones = mark.milestones_;
  for (std::size_t i = 0; i < stones.count() && Milestones::offset_of(i) <= size; ++i) {
    if (!stones.known(i)) continue;
    const std::uint64_t begin = Milestones::offset_of(i) - Milestones::kSpan;
    const auto span = bytes_at(descriptor, bytes, Milestones::kSpan, begin);
    if (!span) return tl::unexpected(span.error());
    if (!stones.is(i, Milestones::hash_of(*span))) return false;
  }
  return true;
}

tl::expected<bool, std::string> end_alike(int descriptor, int other, std::uint64_t begin,
                                          std::uint64_t end) {
  const auto size = std::min<std::uint64_t>(end - begin, ContentMark::kHeadSize);
  Bytes bytes{}, bytes_of_other{};
  const auto read = [&](int from, Bytes& to) {
    return bytes_at(from, to, static_cast<std::size_t>(size), end - size);
  };
  const auto here = read(descriptor, bytes);
  if (!here) return tl::unexpected(here.error());
  const auto there = read(other, bytes_of_other);
  if (!there) return tl::unexpected(there.error());
  return *here == *there;
}

}  // namespace charterd::collectors
