#include "daemon/history_text.h"

#include <fmt/format.h>

#include "daemon/figure_text.h"
#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

using Cell = TextTable::Cell;

std::string attained_text(const rules::GoalHistory& history) {
  return fmt::format("{} of {}", grouped(static_cast<std::uint64_t>(history.attained)),
                     grouped(static_cast<std::uint64_t>(history.judged)));
}

Cell mark_of(const TargetHistory& target) {
  const rules::GoalHistory& history = target.history;
  if (history.windows == 0) return {"no complete window", Ink::faint};
  if (target.figures.target->goal.is_improvement() && history.best) {
    return {"an improvement: its path decides", Ink::faint};
  }
  if (history.judged == 0) return {"not enough data", Ink::faint};
  if (history.by_far) return {"attained by far", Ink::fair};
  if (history.never()) return {"never once reached", Ink::bad};
  return {};
}

std::string extreme_text(const TargetHistory& target,
                         const std::optional<rules::WindowFigure>& figure) {
  return figure ? value_text(target.figures, *figure) : "–";
}

}  // namespace

std::string history_text(const std::vector<TargetHistory>& targets, const Look& look) {
  TextTable table({{"TARGET", Align::left, true},
                   {"WINDOW", Align::left, false, 1},
                   {"GOAL"},
                   {"ATTAINED", Align::right},
                   {"WORST", Align::right},
                   {"BEST", Align::right},
                   {"MARK"}});
  bool any_far = false, any_never = false;
  for (const TargetHistory& target : targets) {
    any_far = any_far || target.history.by_far;
    any_never = any_never || target.history.never();
    const config::Target& config = *target.figures.target;
    table.add({{config.id},
               {one_line(config.effective_window().text)},
               {one_line(config.goal.text)},
               {target.history.judged > 0 ? attained_text(target.history) : "–"},
               {extreme_text(target, target.history.worst)},
               {extreme_text(target, target.history.best)},
               mark_of(target)});
  }
  std::string out = table.text(look);
  if (any_far || any_never) out += '\n';
  if (any_far) {
    out +=
        "  attained by far: even the worst window lay half-way or more from the goal to the best\n"
        "    that can be. Promise more, or something else.\n";
  }
  if (any_never) {
    out +=
        "  never once reached: say in the evidence what has changed since, or promise what is\n"
        "    near the best that there was, and an improvement from there.\n";
  }
  return out;
}

}  // namespace charterd::daemon
