#include "daemon/worst_first.h"

#include <catch2/catch.hpp>

namespace charterd::daemon {
namespace {

using rules::Status;

rules::WindowFigure part(const std::string& by, const std::string& value, Status status,
                         std::optional<double> share, bool previous = false) {
  rules::WindowFigure figure;
  figure.part = {by, value};
  figure.status = status;
  figure.value = share;
  figure.previous = previous;
  return figure;
}

TEST_CASE("Targets stand by their verdict, parts of each label by their figure") {
  config::Target share;
  rules::Figures figures;
  for (const Status status : {Status::met, Status::no_data, Status::missed, Status::at_risk}) {
    rules::TargetFigures target;
    target.target = &share;
    target.series.push_back(part("", "", status, 0.5));
    figures.targets.push_back(target);
  }
  auto& series = figures.targets[2].series;
  series.push_back(part("", "", Status::met, 0.9, true));
  series.push_back(part("shop", "a", Status::met, 0.9));
  series.push_back(part("shop", "a", Status::missed, 0.1, true));
  series.push_back(part("shop", "b", Status::no_data, std::nullopt));
  series.push_back(part("shop", "c", Status::missed, 0.4));
  series.push_back(part("shop", "d", Status::missed, 0.3));
  series.push_back(part("line", "e", Status::met, 0.95));
  series.push_back(part("line", "f", Status::at_risk, 0.8));
  const rules::Figures sorted = worst_first(figures);
  CHECK(sorted.targets[0].series.front().status == Status::missed);
  CHECK(sorted.targets[1].series.front().status == Status::at_risk);
  CHECK(sorted.targets[2].series.front().status == Status::no_data);
  CHECK(sorted.targets[3].series.front().status == Status::met);
  std::string order;
  for (const auto& figure : sorted.targets[0].series) {
    order +=
        (figure.part.value.empty() ? "all" : figure.part.value) + (figure.previous ? "' " : " ");
  }
  CHECK(order == "all all' d c a b a' f e ");
}

}  // namespace
}  // namespace charterd::daemon
