#include "config/charter.h"

#include <algorithm>

namespace charterd::config {
namespace {

constexpr std::chrono::days kUsualWindow{28};

}  // namespace

const std::string& Text::in(const std::string& language) const {
  static const std::string kNothing;
  for (const std::string& key : {language, std::string()}) {
    const auto found = by_language.find(key);
    if (found != by_language.end()) return found->second;
  }
  return by_language.empty() ? kNothing : by_language.begin()->second;
}

BaseUnit base_of(Unit unit) {
  switch (unit) {
    case Unit::seconds:
    case Unit::hours:
    case Unit::minutes:
    case Unit::milliseconds:
      return BaseUnit::seconds;
    case Unit::points:
      return BaseUnit::points;
    case Unit::count:
      break;
  }
  return BaseUnit::count;
}

Scale scale_to_base(Unit unit) {
  switch (unit) {
    case Unit::hours:
      return {3'600, 1};
    case Unit::minutes:
      return {60, 1};
    case Unit::milliseconds:
      return {1, 1'000};
    case Unit::seconds:
    case Unit::points:
    case Unit::count:
      break;
  }
  return {};
}

std::int64_t Target::effective_minimum() const {
  if (minimum_events) return *minimum_events;
  return goal.statistic == Statistic::count || goal.statistic == Statistic::sum ? 0 : 1;
}

Window Target::effective_window() const {
  return window.value_or(Window{Window::Kind::rolling, kUsualWindow, "28 days"});
}

const Measure* Charter::find_measure(const std::string& wanted) const {
  const auto found = std::find_if(measures.begin(), measures.end(),
                                  [&](const Measure& measure) { return measure.id == wanted; });
  return found == measures.end() ? nullptr : &*found;
}

const std::vector<std::string>* Charter::find_scope(const std::string& label) const {
  const auto found = std::find_if(scope.begin(), scope.end(),
                                  [&](const auto& entry) { return entry.first == label; });
  return found == scope.end() ? nullptr : &found->second;
}

}  // namespace charterd::config
