#include "daemon/worst_first.h"

#include <algorithm>

namespace charterd::daemon {
namespace {

using rules::TargetFigures;
using rules::WindowFigure;

int rank_of(const TargetFigures& target) {
  const WindowFigure& figure = target.series.front();
  if (!figure.judged) return 5;
  switch (figure.status) {
    case rules::Status::missed:
      return 0;
    case rules::Status::at_risk:
      return 1;
    case rules::Status::no_data:
      return 2;
    case rules::Status::on_track:
      return 3;
    case rules::Status::met:
      break;
  }
  return 4;
}

// Worst first: by verdict, then by the figure.
bool is_worse(const TargetFigures& of, const WindowFigure& a, const WindowFigure& b) {
  const auto rank = [](const WindowFigure& figure) {
    if (!figure.value || figure.status == rules::Status::no_data) return 3;
    return figure.status == rules::Status::missed    ? 0
           : figure.status == rules::Status::at_risk ? 1
                                                     : 2;
  };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (!a.value || !b.value) return a.value.has_value() && !b.value;
  return of.target->goal.higher_is_better() ? *a.value < *b.value : *a.value > *b.value;
}

// The parts of each label stand together, behind the totals.
void sort_parts(TargetFigures& target) {
  const auto before = [&](const WindowFigure& a, const WindowFigure& b) {
    return a.previous != b.previous ? b.previous : is_worse(target, a, b);
  };
  for (auto first = target.series.begin(); first != target.series.end();) {
    const auto last = std::find_if(first, target.series.end(), [&](const WindowFigure& one) {
      return one.part.by != first->part.by;
    });
    if (!first->part.by.empty()) std::stable_sort(first, last, before);
    first = last;
  }
}

}  // namespace

rules::Figures worst_first(rules::Figures figures) {
  std::stable_sort(figures.targets.begin(), figures.targets.end(),
                   [](const auto& a, const auto& b) { return rank_of(a) < rank_of(b); });
  for (TargetFigures& target : figures.targets) sort_parts(target);
  return figures;
}

}  // namespace charterd::daemon
