#include "rules/figures.h"

namespace charterd::rules {

std::string_view name_of(Status status) {
  switch (status) {
    case Status::met:
      return "met";
    case Status::on_track:
      return "on_track";
    case Status::at_risk:
      return "at_risk";
    case Status::missed:
      return "missed";
    case Status::no_data:
      break;
  }
  return "no_data";
}

std::string_view name_of(WindowSums::Length length) {
  static constexpr std::string_view kNames[] = {"5m", "30m", "1h",      "2h",      "6h",
                                                "1d", "3d",  "current", "previous"};
  return kNames[static_cast<std::size_t>(length)];
}

}  // namespace charterd::rules
