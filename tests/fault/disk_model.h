// What a disk holds of files that are written through a memory that may be lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <string_view>

namespace charterd::daemon {

/// One file: what is on the disk for sure, and the writes that may have got there since.
class DiskFile {
 public:
  DiskFile() = default;
  /// What was there before is on the disk.
  explicit DiskFile(std::string bytes) : synced_(std::move(bytes)) {}

  void write(std::size_t offset, std::string_view bytes) {
    pending_.push_back({offset, std::string(bytes), false});
  }
  void truncate(std::size_t size) { pending_.push_back({size, {}, true}); }
  void sync() {
    for (const Write& write : pending_) apply(synced_, write);
    pending_.clear();
  }
  /// A sync that failed: the writes will never be tried again.
  void lose() { pending_.clear(); }

  /// After a loss of power: each write since the last sync has got there or not; now and then one
  /// only in part, whole sectors of it.
  std::string after_power_cut(std::mt19937& random) const {
    std::string bytes = synced_;
    const unsigned likelihood = static_cast<unsigned>(random() % 5);  // of 4: none to all of them
    for (const Write& write : pending_) {
      if (random() % 4 >= likelihood) continue;
      apply(bytes, random() % 8 == 0 ? torn(write, random) : write);
    }
    return bytes;
  }

 private:
  struct Write {
    std::size_t offset;
    std::string bytes;
    bool is_truncation;
  };
  static constexpr std::size_t kSector = 512;

  static Write torn(const Write& write, std::mt19937& random) {
    const std::size_t sectors = write.bytes.size() / kSector;
    if (write.is_truncation || sectors == 0) return write;
    return {write.offset, write.bytes.substr(0, kSector * (random() % sectors)), false};
  }
  static void apply(std::string& bytes, const Write& write) {
    if (write.is_truncation) {
      bytes.resize(write.offset, '\0');
      return;
    }
    const std::size_t end = write.offset + write.bytes.size();
    if (bytes.size() < end) bytes.resize(end, '\0');
    bytes.replace(write.offset, write.bytes.size(), write.bytes);
  }

  std::string synced_;
  std::deque<Write> pending_;
};

}  // namespace charterd::daemon
