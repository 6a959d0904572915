// The SMART scorecard: how well each target of a charter is made, and what the charter lacks.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "config/charter.h"

namespace charterd::config {

enum class Grade { present, doubtful, missing };

struct SmartItem {
  char letter = 'S';  ///< S, M, A, R or T
  Grade grade = Grade::present;
  std::string finding;  ///< what is there, or what is missing or doubtful and why
};

struct TargetScore {
  std::string target;
  std::array<SmartItem, 5> items;  ///< in the order S, M, A, R, T
};

struct Scorecard {
  std::vector<TargetScore> targets;
  std::vector<std::string> document;  ///< what the rest of a good charter has and this one lacks
  int warnings() const;               ///< items that are not present, and lines of `document`
};

Scorecard score(const Charter& charter);

}  // namespace charterd::config
