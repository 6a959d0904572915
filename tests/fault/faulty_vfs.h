// A disk for SQLite that fails, or forgets what it was not made to keep.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace charterd::daemon {

/// What happens at the chosen operation. Writes, truncations and syncs of SQLite's files are
/// operations; its index of the log, which no restart of the machine survives, is left alone.
enum class Fault {
  none,
  write_error,  ///< it and the next few fail as on a broken disk: EIO
  disk_full,    ///< writes fail as on a full disk: ENOSPC; syncs succeed
  sync_error,   ///< it is not counted unless it is a sync: that fails, and what it was to bring to
                ///< the disk stays in memory alone, for good
  power_cut,    ///< from then on nothing reaches the disk and everything fails
};

struct FaultPlan {
  Fault fault = Fault::none;
  std::uint64_t at = 0;      ///< the number of the operation, from 0; of a sync for sync_error
  std::uint64_t length = 1;  ///< so many operations fail; without meaning for power_cut
};

/// Makes the faulty disk SQLite's default in this program, once. Files that SQLite opens are then
/// those of the default disk, and beside them it is noted what a real disk would hold of them.
void install_faulty_disk();

/// Forgets all files and counts, and follows the plan from now on. No file may be open.
void start_faulty_disk(const FaultPlan& plan);

/// From now on no fault happens, unless the power is cut.
void mend_faulty_disk();

struct DiskCounts {
  std::uint64_t operations = 0, syncs = 0;
  bool struck = false;  ///< the fault has happened
};
DiskCounts faulty_disk_counts();

/// Writes the files of `folder` to the folder `copy` as the disk would hold them after a loss of
/// power now: all that was synced, and of the later writes any, by the seed; one of them may be
/// torn at a sector.
void disk_after_power_cut(const std::filesystem::path& folder, const std::filesystem::path& copy,
                          std::uint32_t seed);

}  // namespace charterd::daemon
