#include "collectors/journal.h"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "collectors/byte_stream.h"
#include "collectors/file_descriptor.h"
#include "collectors/record_reader.h"

#if CHARTERD_JOURNALD
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>
#endif

namespace charterd::collectors {

#if CHARTERD_JOURNALD

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOr = "+";

std::string said(int negative, const char* what) {
  return std::string(what) + ": " + system_message(-negative);
}

std::vector<std::string> folders_of(const std::string& directory) {
  sd_id128_t machine{};
  char name[SD_ID128_STRING_MAX] = "";  // NOLINT(modernize-avoid-c-arrays): libsystemd's own type
  if (sd_id128_get_machine(&machine) >= 0) sd_id128_to_string(machine, name);
  std::vector<std::string> roots{directory};
  if (directory.empty()) roots = {"/var/log/journal", "/run/log/journal"};
  std::vector<std::string> result;
  for (const std::string& root : roots) {
    if (!directory.empty()) result.push_back(root);
    if (*name != '\0') result.push_back(root + '/' + name);
  }
  return result;
}

// libsystemd says nothing of a file for which it has found no descriptor: it reads on without its
// entries. Where there are some left, it had them; more than one, as other threads take and give.
constexpr std::size_t kSpareDescriptors = 8;

tl::expected<void, std::string> check_spare_descriptors() {
  std::vector<FileDescriptor> spare;
  for (std::size_t i = 0; i < kSpareDescriptors; ++i) {
    spare.emplace_back(::open("/", O_PATH | O_CLOEXEC));
    if (!spare.back().is_open()) {
      return tl::unexpected("not all files of the journal can be opened: " + system_message(errno));
    }
  }
  return {};
}

bool may_read(const fs::path& file) {
  return ::faccessat(AT_FDCWD, file.c_str(), R_OK, AT_EACCESS) == 0;
}

}  // namespace

class Journal::Impl {
 public:
  ~Impl() { sd_journal_close(journal); }
  sd_journal* journal = nullptr;
  std::string text;  // of a field that the journal does not hold as such
};

bool journal_is_built_in() { return true; }

tl::expected<std::unique_ptr<Journal>, std::string> Journal::open(
    const config::JournaldOptions& options) {
  std::unique_ptr<Journal> result(new Journal);
  sd_journal*& journal = result->impl_->journal;
  const int opened = options.directory.empty()
                         ? sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY)
                         : sd_journal_open_directory(&journal, options.directory.c_str(), 0);
  if (opened < 0) return tl::unexpected(said(opened, "the journal cannot be opened"));
  sd_journal_set_data_threshold(journal, kMaximumRecordSize + 128);
  for (const std::string& match : options.matches) {
    const int added = match == kOr ? sd_journal_add_disjunction(journal)
                                   : sd_journal_add_match(journal, match.data(), match.size());
    if (added < 0) return tl::unexpected(said(added, ("the match " + match).c_str()));
  }
  sd_journal_get_fd(journal);  // from now on it looks after files that come and go
  if (const auto complete = check_spare_descriptors(); !complete) {
    return tl::unexpected(complete.error());
  }
  return result;
}

tl::expected<void, std::string> Journal::seek(const std::string& cursor) {
  const int sought = cursor.empty() ? sd_journal_seek_head(impl_->journal)
                                    : sd_journal_seek_cursor(impl_->journal, cursor.c_str());
  if (sought < 0) return tl::unexpected(said(sought, "the place in the journal is not found"));
  return {};
}

tl::expected<void, std::string> Journal::seek(std::uint64_t realtime) {
  const int sought = sd_journal_seek_realtime_usec(impl_->journal, realtime);
  if (sought < 0) return tl::unexpected(said(sought, "the time in the journal is not found"));
  return {};
}

tl::expected<bool, std::string> Journal::next() {
  const int moved = sd_journal_next(impl_->journal);
  if (moved < 0) return tl::unexpected(said(moved, "the journal cannot be read on"));
  return moved > 0;
}

std::string Journal::cursor() const {
  char* text = nullptr;
  if (sd_journal_get_cursor(impl_->journal, &text) < 0) return "";
  const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
  return text;
}

bool Journal::is_at(const std::string& cursor) const {
  return sd_journal_test_cursor(impl_->journal, cursor.c_str()) > 0;
}

std::uint64_t Journal::realtime() const {
  std::uint64_t time = 0;
  sd_journal_get_realtime_usec(impl_->journal, &time);
  return time;
}

tl::expected<std::string_view, Journal::Missing> Journal::field(const std::string& name) {
  if (name == "__REALTIME_TIMESTAMP") return impl_->text = std::to_string(realtime());
  if (name == "__CURSOR") return impl_->text = cursor();
  if (name == "__MONOTONIC_TIMESTAMP") {
    std::uint64_t time = 0;
    sd_id128_t boot{};
    sd_journal_get_monotonic_usec(impl_->journal, &time, &boot);
    return impl_->text = std::to_string(time);
  }
  const void* data = nullptr;
  std::size_t size = 0;
  const int got = sd_journal_get_data(impl_->journal, name.c_str(), &data, &size);
  if (got == -ENOENT) return tl::unexpected(Missing::absent);
  if (got == -E2BIG || got == -ENOBUFS) return tl::unexpected(Missing::too_long);
  if (got < 0 || size <= name.size()) return tl::unexpected(Missing::unreadable);
  const std::string_view value =
      std::string_view(static_cast<const char*>(data), size).substr(name.size() + 1);
  if (value.size() > kMaximumRecordSize) return tl::unexpected(Missing::too_long);
  return value;
}

int Journal::descriptor() const { return sd_journal_get_fd(impl_->journal); }

tl::expected<bool, std::string> Journal::process() {
  const int changed = sd_journal_process(impl_->journal);
  if (changed == SD_JOURNAL_NOP) return false;
  return check_spare_descriptors().map([changed] { return changed == SD_JOURNAL_INVALIDATE; });
}

std::uint64_t Journal::latest() const {
  std::uint64_t from = 0, to = 0;
  return sd_journal_get_cutoff_realtime_usec(impl_->journal, &from, &to) > 0 ? to : 0;
}

std::vector<std::string> unreadable_journals(const std::string& directory) {
  std::vector<std::string> result;
  for (const std::string& folder : folders_of(directory)) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".journal" && extension != ".journal~") continue;
      if (!may_read(entry.path())) result.push_back(entry.path().string());
    }
  }
  return result;
}

#else  // without libsystemd

class Journal::Impl {};

bool journal_is_built_in() { return false; }
tl::expected<std::unique_ptr<Journal>, std::string> Journal::open(const config::JournaldOptions&) {
  return tl::unexpected(std::string("this charterd was built without libsystemd"));
}
tl::expected<void, std::string> Journal::seek(const std::string&) { return {}; }
tl::expected<void, std::string> Journal::seek(std::uint64_t) { return {}; }
tl::expected<bool, std::string> Journal::next() { return false; }
std::string Journal::cursor() const { return ""; }
bool Journal::is_at(const std::string&) const { return false; }
std::uint64_t Journal::realtime() const { return 0; }
tl::expected<std::string_view, Journal::Missing> Journal::field(const std::string&) {
  return tl::unexpected(Missing::absent);
}
int Journal::descriptor() const { return -1; }
tl::expected<bool, std::string> Journal::process() { return false; }
std::uint64_t Journal::latest() const { return 0; }
std::vector<std::string> unreadable_journals(const std::string&) { return {}; }

#endif

Journal::Journal() : impl_(std::make_unique<Impl>()) {}
Journal::~Journal() = default;

}  // namespace charterd::collectors
