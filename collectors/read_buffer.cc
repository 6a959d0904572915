#include "collectors/read_buffer.h"

#include <algorithm>
#include <cstring>

#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

// With more than kMaximumRecordSize bytes given, the reader takes some: never full beyond this.
constexpr std::size_t kLargest = kMaximumRecordSize + ReadBuffer::kChunkSize;

}  // namespace

ReadBuffer::ReadBuffer() { reserve(kChunkSize); }

// Not value-initialised but for the padding: pages that are never read cost nothing.
void ReadBuffer::reserve(std::size_t capacity) {
  std::unique_ptr<char[]> larger(new char[capacity + kReadPadding]);
  std::memset(larger.get() + capacity, 0, kReadPadding);
  const std::string_view kept = pending();
  if (!kept.empty()) std::memcpy(larger.get(), kept.data(), kept.size());
  end_ = kept.size();
  begin_ = 0;
  bytes_ = std::move(larger);
  capacity_ = capacity;
}

ReadBuffer::Room ReadBuffer::room() {
  if (begin_ > 0) {
    const std::string_view kept = pending();
    std::memmove(bytes_.get(), kept.data(), kept.size());
    end_ = kept.size();
    begin_ = 0;
  }
  if (end_ == capacity_) reserve(std::max(capacity_ + 1, std::min(capacity_ * 2, kLargest)));
  return {bytes_.get() + end_, capacity_ - end_};
}

void ReadBuffer::restore(std::string_view bytes) {
  clear();
  if (bytes.size() > capacity_) reserve(bytes.size());
  if (!bytes.empty()) std::memcpy(bytes_.get(), bytes.data(), bytes.size());
  end_ = bytes.size();
}

}  // namespace charterd::collectors
