#include "daemon/explain_text.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/figure_text.h"
#include "daemon/moment.h"
#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

using Kind = rules::Explanation::Kind;

std::int64_t count_of(const std::vector<rules::Explanation>& found, Kind kind) {
  return std::count_if(found.begin(), found.end(),
                       [kind](const rules::Explanation& one) { return one.kind == kind; });
}

TextTable::Cell kind_cell(Kind kind) {
  switch (kind) {
    case Kind::miss:
      return {"miss", Ink::bad};
    case Kind::excluded:
      return {"excluded", Ink::faint};
    case Kind::overdue:
      break;
  }
  return {"overdue", Ink::fair};
}

std::string local_text(const config::Zone& zone, Instant instant) {
  return format_local(zone.local_of(instant));
}

std::string headline(const ExplainedFigure& explained) {
  const auto& [figures, target, figure, found, places] = explained;
  const config::Zone& zone = figures.charter->timezone;
  return fmt::format(
      "{} ({}), {}, from {} until {} ({})\n{}; misses: {}, excluded: {}, overdue: {}\n",
      target.target->id, target.target->goal.text, window_text(*target.target, figure, zone),
      local_text(zone, figure.from), local_text(zone, figure.to), zone.name(),
      value_text(target, figure), count_of(found, Kind::miss), count_of(found, Kind::excluded),
      count_of(found, Kind::overdue));
}

}  // namespace

std::string explain_text(const ExplainedFigure& explained, const Look& look) {
  const config::Zone& zone = explained.figures.charter->timezone;
  TextTable table({{"WHAT"}, {"WHEN"}, {"CASE"}, {"RULE", Align::left, true}, {"WHERE"}});
  for (std::size_t i = 0; i < explained.found.size(); ++i) {
    const rules::Explanation& one = explained.found[i];
    table.add({kind_cell(one.kind),
               {local_text(zone, one.at)},
               {one_line(one.key)},
               {one_line(one.rule)},
               {one_line(explained.places[i])}});
  }
  std::string text = headline(explained);
  if (!table.empty()) text += "\n" + table.text(look);
  return text;
}

}  // namespace charterd::daemon
