// How the pipeline makes the state whole after the charter has changed.
#include "daemon/pipeline.h"
#include "daemon/results.h"

namespace charterd::daemon {

// Changed targets count from now on, and what was before is read beside.
void Pipeline::begin_filling() {
  filling_.reset();
  filled_ = false;
  if (live_->lacks().empty()) return;
  filling_ = std::make_unique<Filling>(parts_.state, *live_);
  std::string names;
  for (const std::size_t i : live_->lacks().targets) {
    if (!names.empty()) names += ", ";
    names += parts_.state.plan->charter->targets[i].id;
  }
  parts_.log.info(
      "some targets are new or count otherwise than before: what was before is read again from the "
      "files that are still there, and until then they say nothing",
      {{"targets", names}});
}

std::size_t Pipeline::fill() { return filling_ ? filling_->read(kTurnBudget) : 0; }

// All is kept now. What has been read since is read again, from where the state stands.
void Pipeline::become_whole() {
  const std::optional<Instant> missing_before = filling_->missing_before();
  const Filling::Records records = filling_->records();
  const bool was_ready = ready_;
  if (const auto restored = restore(); !restored) {
    fail(restored.error());
    return;
  }
  if (missing_before) {
    parts_.log.warn("the files do not go back as far as the state: the new figures begin later",
                    {{"since", format_instant(*missing_before)}});
  }
  for (const auto& [source, lacking] : records.gaps) {
    parts_.log.warn(
        "some of what the source has told was not found again in its files, though they go back "
        "far enough: the new figures lack it",
        {{"source", source}, {"records", lacking}});
  }
  parts_.log.info("the new targets are complete, as far as the sources' files go",
                  {{"records_found", records.found}, {"records_known", records.known}});
  ready_ = was_ready;
  if (ready_) live_->engine().begin_forgetting();
  next_commit_ = parts_.clock.boot();
  committed_at_ = {};
}

}  // namespace charterd::daemon
