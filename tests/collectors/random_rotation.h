// A log that grows, is rotated in every way and is read, in an order that a seed decides.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {

/// So many orders are tried.
#ifdef __SANITIZE_THREAD__
inline constexpr unsigned kSeeds = 30;  // which finds no race in one thread, and takes its time
#else
inline constexpr unsigned kSeeds = 150;
#endif

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;  // which takes many bytes at once: sanitizers look at each step
  text << file.rdbuf();
  return text.str();
}

inline struct stat stat_of(const std::string& path) {
  struct stat result {};
  if (::stat(path.c_str(), &result) != 0) throw std::runtime_error(path + " is not there");
  return result;
}

/// "none", or the first place where they are not.
inline std::string first_difference(const std::vector<int>& a, const std::vector<int>& b) {
  if (a.size() != b.size()) return "of different sizes";
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin());
  if (in_a == a.end()) return "none";
  return std::to_string(in_a - a.begin()) + ": " + std::to_string(*in_a) + ", " +
         std::to_string(*in_b);
}

/// A disk that gives inodes again when the seed says so, not when other processes let it: a
/// removed file that nobody has open lies in another folder until a new one is made of it.
class Disk {
 public:
  explicit Disk(std::mt19937& random) : random_(random) {}

  void create(const std::string& path, const std::string& text, bool again = true) {
    if (!again || removed_.empty() || random_() % 4 == 0) return write(path, text);
    const std::size_t which = random_() % removed_.size();
    const std::string taken = removed_[which];
    removed_.erase(removed_.begin() + static_cast<std::ptrdiff_t>(which));
    write(taken, text);
    std::filesystem::rename(taken, path);
  }
  void remove(const std::string& path) {
    if (is_open(path)) {
      std::filesystem::remove(path);
      return;
    }
    removed_.push_back(folder_ / std::to_string(++count_));
    std::filesystem::rename(path, removed_.back());
  }

 private:
  // Its inode goes to nobody else until it is closed.
  static bool is_open(const std::string& path) {
    const struct stat file = stat_of(path);
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      struct stat open {};
      if (::stat(entry.path().c_str(), &open) == 0 && open.st_ino == file.st_ino &&
          open.st_dev == file.st_dev) {
        return true;
      }
    }
    return false;
  }

  std::mt19937& random_;
  TemporaryFolder folder_;
  std::vector<std::string> removed_;
  int count_ = 0;
};

/// Of what kind the lines of a log are: CSV has a header wherever a log begins.
enum class Lines { json, csv };

inline std::string header_of(Lines lines) {
  return lines == Lines::csv ? "ts,event,n\n" : std::string();
}
inline std::string lines_of(Lines lines, int from, int to) {
  return lines == Lines::csv ? rows(from, to) : records(from, to);
}

/// Writes and rotates x.log, and counts what is delivered of it. What was counted goes back with
/// the source's state when there is a crash, as in one transaction.
class Rotated {
 public:
  Rotated(unsigned seed, std::size_t most_open, Lines lines)
      : lines_(lines),
        world_(ReadMode::follow, {"x.log*"}, most_open),
        log_(world_.folder / "x.log"),
        random_(seed),
        disk_(random_) {
    if (lines == Lines::csv) world_.config.format.kind = config::FormatKind::csv;
    begin_log();
    is_copied_ = below(3) == 0;
  }

  void step() {
    grow();
    const unsigned what = below(15);
    const bool is_rotated = what <= 2 || what == 10;
    if (is_copied_ && is_rotated) return copy();
    switch (what) {
      case 0:
        return rename();
      case 1:
        return copy_and_truncate();
      case 2:
        return compress();
      case 3:
        return rename_archive();
      case 4:
      case 5:
        return save();
      case 6:
        return crash();
      case 7:
        return poll(true);
      case 8:
      case 9:
        return poll(false);
      case 10:
        return replace();
      default:
        return poll_once();
    }
  }
  void finish() {
    append(log_, std::exchange(half_, {}));
    for (int i = 0; i < 25; ++i) poll(true);  // an archive may be the copy of any of the others
  }

  int written() const { return written_; }
  /// How often each record was delivered, from that which carries 0.
  const std::vector<int>& counts() const { return counts_; }
  std::uint64_t accepted() { return world_.source().counts().accepted; }
  int crashes() const { return crashes_; }
  World& world() { return world_; }
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

 private:
  std::string next_archive() { return log_ + "." + std::to_string(++archives_); }

  void begin_log() { disk_.create(log_, header_of(lines_)); }

  void grow() {
    const int more = static_cast<int>(below(12));
    std::string text = half_ + lines_of(lines_, written_, written_ + more - 1);
    written_ += more;
    counts_.resize(static_cast<std::size_t>(written_));
    const std::size_t whole = text.size() - below(static_cast<unsigned>(text.size()) + 1) / 8;
    half_ = text.substr(whole);
    append(log_, text.substr(0, whole));
  }
  void complete() { append(log_, std::exchange(half_, {})); }

  void rename() {
    complete();
    std::filesystem::rename(log_, next_archive());
    begin_log();
  }
  void copy_and_truncate() {
    complete();
    // What is written between the copy and the cut would be lost to everybody.
    const bool seen = below(2) == 0;
    if (seen) poll(true);
    const std::string archive = next_archive();
    // A short log that begins like one before is taken for a new one: this is not to have the inode
    // of a log that was replaced, and seem to be that one.
    const std::string content = content_of(log_);
    disk_.create(archive, content, content.size() > ContentMark::kHeadSize);
    if (below(4) == 0) poll(true);
    std::filesystem::resize_file(log_, 0);
    append(log_, header_of(lines_));
  }
  void compress() {
    complete();
    const std::string archive = next_archive();
    std::filesystem::rename(log_, archive);
    begin_log();
    if (below(2) == 0) poll(true);
    const bool gz = below(2) == 0;
    disk_.create(archive + (gz ? ".gz" : ".zst"), (gz ? gzip : zstd)(content_of(archive)));
    if (below(4) == 0) poll(true);
    disk_.remove(archive);
  }
  // A line may be cut in two.
  void copy() {
    if (const std::string old = any_archive(); !old.empty() && below(2) == 0) disk_.remove(old);
    if (below(2) == 0) complete();
    const std::string content = content_of(log_);
    switch (below(3)) {
      case 0:
        return disk_.create(next_archive(), content);
      case 1:
        return disk_.create(next_archive() + ".gz", gzip(content));
      default:
        return disk_.create(next_archive() + ".zst", zstd(content));
    }
  }
  // As rsync does.
  void replace() {
    complete();
    const std::string copy = log_.substr(0, log_.size() - 5) + "new";
    disk_.create(copy, content_of(log_));
    if (below(4) == 0) poll(true);
    disk_.remove(log_);
    std::filesystem::rename(copy, log_);
  }
  // "" when there is none.
  std::string any_archive() {
    std::vector<std::string> found;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(log_).parent_path())) {
      if (entry.path() != log_) found.push_back(entry.path().string());
    }
    if (found.empty()) return {};
    std::sort(found.begin(), found.end());
    return found[below(static_cast<unsigned>(found.size()))];
  }
  void rename_archive() {
    const std::string from = any_archive();
    if (from.empty()) return;
    const std::string ending = std::filesystem::path(from).extension().string();
    std::filesystem::rename(from,
                            next_archive() + (ending == ".gz" || ending == ".zst" ? ending : ""));
  }

  void count_taken() {
    for (const std::string& n : world_.sink.taken()) ++counts_[std::stoul(n)];
  }
  void poll(bool rescan) {
    if (rescan) world_.source().rescan();
    while (world_.source().poll(world_.sink, 500) > 0) {
    }
    count_taken();
  }
  void poll_once() {
    if (below(3) == 0) world_.source().rescan();
    world_.source().poll(world_.sink, 1 + below(900));
    count_taken();
  }
  void save() {
    world_.save();
    saved_ = counts_;
  }
  void crash() {
    ++crashes_;
    counts_ = saved_;
    counts_.resize(static_cast<std::size_t>(written_));
    world_.restart();
  }

  Lines lines_;
  World world_;
  std::string log_;
  std::mt19937 random_;
  Disk disk_;
  std::vector<int> counts_, saved_;
  std::string half_;  // of the last line: to be written later
  int written_ = 0;
  int archives_ = 0;
  int crashes_ = 0;
  bool is_copied_;  // and goes on: nothing else becomes of it
};

}  // namespace charterd::collectors::testing
