#include "daemon/read_once.h"

namespace charterd::daemon {
namespace {

// Small enough for a progress bar that moves, large enough to cost nothing.
constexpr std::size_t kPieceBytes = 1 << 20;

}  // namespace

void read_to_end(collectors::Source& source, collectors::EventSink& sink,
                 const std::function<bool()>& step) {
  while (source.poll(sink, kPieceBytes) > 0 || !source.caught_up()) {
    if (!step()) return;
  }
}

std::size_t report_problems(collectors::Source& source, const std::string& name,
                            std::ostream& messages) {
  const auto problems = source.take_problems();
  std::size_t wrong = 0;
  for (const collectors::SourceProblem& problem : problems) {
    messages << "charterd: source " << name << ": ";
    if (!problem.path.empty()) messages << problem.path << ": ";
    messages << problem.message << '\n';
    if (!problem.notice) ++wrong;
  }
  return wrong;
}

}  // namespace charterd::daemon
