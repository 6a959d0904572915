#include "tests/fault/faulty_vfs.h"

#include <cerrno>
#include <map>
#include <mutex>
#include <new>
#include <optional>

#include <sqlite3.h>

#include "tests/fault/disk_model.h"
#include "tests/fault/state_folder.h"

namespace charterd::daemon {
namespace {

struct NotedFile {
  DiskFile bytes;
  // What had the name before, as long as the disk may not know that it was removed.
  std::optional<DiskFile> removed;
};

// The one disk of the program. SQLite calls from several threads.
struct Disk {
  std::mutex mutex;
  FaultPlan plan;
  DiskCounts counts;
  bool power_is_cut = false;
  std::map<std::string, NotedFile> files;
};
Disk& disk() {
  static Disk the_disk;
  return the_disk;
}

enum class Operation { write, truncate, sync };
enum class Effect { none, fails, is_full, is_lost, is_cut };

bool is_hit(std::uint64_t number, const FaultPlan& plan) {
  return number >= plan.at && number < plan.at + plan.length;
}

// With the mutex held: counts the operation and says what becomes of it.
Effect strike(Disk& disk, Operation operation) {
  const std::uint64_t number = disk.counts.operations++;
  const std::uint64_t sync = operation == Operation::sync ? disk.counts.syncs++ : 0;
  if (disk.power_is_cut) return Effect::fails;
  const FaultPlan& plan = disk.plan;
  Effect effect = Effect::none;
  if (plan.fault == Fault::power_cut && number >= plan.at) {
    disk.power_is_cut = true;
    effect = Effect::is_cut;
  } else if (plan.fault == Fault::write_error && is_hit(number, plan)) {
    effect = operation == Operation::sync ? Effect::is_lost : Effect::fails;
  } else if (plan.fault == Fault::disk_full && is_hit(number, plan)) {
    if (operation == Operation::write) effect = Effect::is_full;
  } else if (plan.fault == Fault::sync_error && operation == Operation::sync &&
             is_hit(sync, plan)) {
    effect = Effect::is_lost;
  }
  if (effect != Effect::none) disk.counts.struck = true;
  if (effect == Effect::is_full) errno = ENOSPC;
  if (effect != Effect::none && effect != Effect::is_full) errno = EIO;
  return effect;
}

// SQLite gives the room for this and, behind it, for the default disk's own.
struct File {
  sqlite3_file base;
  NotedFile* noted;  // null for what no restart needs
};
File* file_of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* inner(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(file_of(file) + 1);
}
const sqlite3_io_methods& methods(sqlite3_file* file) { return *inner(file)->pMethods; }

sqlite3_vfs* default_disk = nullptr;

int close_file(sqlite3_file* file) { return methods(file).xClose(inner(file)); }
int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  return methods(file).xRead(inner(file), bytes, size, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (NotedFile* noted = file_of(file)->noted) {
    const std::lock_guard lock(disk().mutex);
    const Effect effect = strike(disk(), Operation::write);
    const std::string_view text(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    // The write that the power cut meets may still get there, in whole or in part.
    if (effect == Effect::none || effect == Effect::is_cut) {
      noted->bytes.write(static_cast<std::size_t>(offset), text);
    }
    if (effect == Effect::is_full) return SQLITE_FULL;
    if (effect != Effect::none) return SQLITE_IOERR_WRITE;
  }
  return methods(file).xWrite(inner(file), bytes, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (NotedFile* noted = file_of(file)->noted) {
    const std::lock_guard lock(disk().mutex);
    if (strike(disk(), Operation::truncate) != Effect::none) return SQLITE_IOERR_TRUNCATE;
    noted->bytes.truncate(static_cast<std::size_t>(size));
  }
  return methods(file).xTruncate(inner(file), size);
}

// The default disk is not waited for: what is on the disk is noted here.
int sync_file(sqlite3_file* file, int) {
  if (NotedFile* noted = file_of(file)->noted) {
    const std::lock_guard lock(disk().mutex);
    const Effect effect = strike(disk(), Operation::sync);
    if (effect == Effect::none) {
      noted->bytes.sync();
      noted->removed.reset();  // SQLite syncs the folder with the first sync of a new log
    }
    if (effect == Effect::is_lost) noted->bytes.lose();
    if (effect != Effect::none) return SQLITE_IOERR_FSYNC;
  }
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return methods(file).xFileSize(inner(file), size);
}
int lock_file(sqlite3_file* file, int level) { return methods(file).xLock(inner(file), level); }
int unlock_file(sqlite3_file* file, int level) { return methods(file).xUnlock(inner(file), level); }
int check_lock(sqlite3_file* file, int* is_held) {
  return methods(file).xCheckReservedLock(inner(file), is_held);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
  return methods(file).xFileControl(inner(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return methods(file).xSectorSize(inner(file)); }
int characteristics(sqlite3_file* file) {
  return methods(file).xDeviceCharacteristics(inner(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  return methods(file).xShmMap(inner(file), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return methods(file).xShmLock(inner(file), offset, count, flags);
}
void shared_barrier(sqlite3_file* file) { methods(file).xShmBarrier(inner(file)); }
int unmap_shared(sqlite3_file* file, int remove) {
  return methods(file).xShmUnmap(inner(file), remove);
}

const sqlite3_io_methods& faulty_methods() {
  static const sqlite3_io_methods all = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;
    m.xClose = close_file;
    m.xRead = read_file;
    m.xWrite = write_file;
    m.xTruncate = truncate_file;
    m.xSync = sync_file;
    m.xFileSize = file_size;
    m.xLock = lock_file;
    m.xUnlock = unlock_file;
    m.xCheckReservedLock = check_lock;
    m.xFileControl = control_file;
    m.xSectorSize = sector_size;
    m.xDeviceCharacteristics = characteristics;
    m.xShmMap = map_shared;
    m.xShmLock = lock_shared;
    m.xShmBarrier = shared_barrier;
    m.xShmUnmap = unmap_shared;
    return m;
  }();
  return all;
}

NotedFile* noted_file(const char* path, int flags) {
  if (path == nullptr || (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) return nullptr;
  const std::lock_guard lock(disk().mutex);
  const auto [entry, is_new] = disk().files.try_emplace(path);
  if (is_new) entry->second.bytes = DiskFile(bytes_of(path));
  return &entry->second;
}

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* given) {
  file->pMethods = nullptr;
  file_of(file)->noted = noted_file(path, flags);
  const int code = default_disk->xOpen(default_disk, path, inner(file), flags, given);
  if (code == SQLITE_OK) file->pMethods = &faulty_methods();
  return code;
}

int remove_file(sqlite3_vfs*, const char* path, int sync_folder) {
  {
    const std::lock_guard lock(disk().mutex);
    if (disk().power_is_cut) return SQLITE_IOERR_DELETE;
    if (const auto entry = disk().files.find(path); entry != disk().files.end()) {
      NotedFile& noted = entry->second;
      if (!noted.removed) noted.removed = std::move(noted.bytes);
      noted.bytes = DiskFile();
    }
  }
  return default_disk->xDelete(default_disk, path, sync_folder);
}

}  // namespace

void install_faulty_disk() {
  static sqlite3_vfs faulty;
  if (default_disk != nullptr) return;
  default_disk = sqlite3_vfs_find(nullptr);
  faulty = *default_disk;
  faulty.zName = "faulty";
  faulty.szOsFile = static_cast<int>(sizeof(File)) + default_disk->szOsFile;
  faulty.pNext = nullptr;
  faulty.xOpen = open_file;
  faulty.xDelete = remove_file;
  if (sqlite3_vfs_register(&faulty, 1) != SQLITE_OK) throw std::bad_alloc();
}

void start_faulty_disk(const FaultPlan& plan) {
  const std::lock_guard lock(disk().mutex);
  disk().plan = plan;
  disk().counts = {};
  disk().power_is_cut = false;
  disk().files.clear();
}

void mend_faulty_disk() {
  const std::lock_guard lock(disk().mutex);
  disk().plan = {};
}

DiskCounts faulty_disk_counts() {
  const std::lock_guard lock(disk().mutex);
  return disk().counts;
}

void disk_after_power_cut(const std::filesystem::path& folder, const std::filesystem::path& copy,
                          std::uint32_t seed) {
  std::filesystem::create_directories(copy);
  std::mt19937 random(seed);
  const std::lock_guard lock(disk().mutex);
  for (const auto& [path, file] : disk().files) {
    const std::filesystem::path name(path);
    if (name.parent_path() != folder) continue;
    const bool is_back = file.removed && random() % 2 == 0;
    const DiskFile& found = is_back ? *file.removed : file.bytes;
    write_bytes(copy / name.filename(), found.after_power_cut(random));
  }
}

}  // namespace charterd::daemon
