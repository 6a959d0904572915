#include "daemon/result_fields.h"

namespace charterd::daemon {
namespace {

std::optional<std::int64_t> of_cases(const config::Target& target, bool previous,
                                     const std::optional<std::int64_t>& count) {
  if (previous) return std::nullopt;
  if (!count && target.subject == config::Target::Subject::measure) return 0;
  return count;
}

}  // namespace

std::optional<std::int64_t> pending_of(const config::Target& target,
                                       const rules::WindowFigure& figure) {
  return of_cases(target, figure.previous, figure.pending);
}

std::optional<std::int64_t> overdue_of(const config::Target& target,
                                       const rules::WindowFigure& figure) {
  return of_cases(target, figure.previous, figure.overdue);
}

std::vector<std::pair<std::string_view, std::int64_t>> unusual_events_of(
    const rules::CaseFigures& cases) {
  const auto number = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  return {{"orphan_events", cases.orphan_events},
          {"keyless_events", number(cases.keyless_events)},
          {"too_late_events", number(cases.too_late_events)},
          {"dropped_events", number(cases.dropped_events)},
          {"refused_events", number(cases.refused_events)},
          {"before_opening", cases.before_opening},
          {"after_closing", cases.after_closing},
          {"repeated_openings", cases.repeated_openings},
          {"unpaired_resumes", cases.unpaired_resumes},
          {"past_due", cases.past_due},
          {"unreadable_due", number(cases.unreadable_due)}};
}

std::vector<std::pair<std::string_view, std::uint64_t>> rejections_of(
    const collectors::SourceCounts& counts) {
  std::vector<std::pair<std::string_view, std::uint64_t>> found;
  for (std::size_t i = 0; i < counts.rejected.size(); ++i) {
    if (counts.rejected[i] == 0) continue;
    found.emplace_back(collectors::name_of(static_cast<collectors::Reason>(i)), counts.rejected[i]);
  }
  return found;
}

std::uint64_t rejected_in_all(const collectors::SourceCounts& counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts.rejected) sum += count;
  return sum;
}

}  // namespace charterd::daemon
