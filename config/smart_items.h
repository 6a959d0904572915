// The five questions of the scorecard, asked of one target.
#pragma once

#include <string>
#include <vector>

#include "config/scorecard.h"

namespace charterd::config {

/// Gathers what is found about one letter; the worst grade counts, all findings are told.
class Findings {
 public:
  explicit Findings(char letter) : letter_(letter) {}
  void missing(const std::string& finding) { add(Grade::missing, finding); }
  void doubtful(const std::string& finding) { add(Grade::doubtful, finding); }
  /// What was gathered, or `otherwise` when nothing is wrong.
  SmartItem item(const std::string& otherwise) const;

 private:
  void add(Grade grade, const std::string& finding);
  char letter_;
  Grade grade_ = Grade::present;
  std::string text_;
};

SmartItem specific(const Target& target);
SmartItem measurable(const Target& target);
SmartItem achievable(const Target& target, const Charter& charter);
SmartItem relevant(const Target& target, const Charter& charter);
SmartItem time_bound(const Target& target, const Charter& charter);

/// What a charter as a whole lacks, beside its targets.
std::vector<std::string> lacking(const Charter& charter);

}  // namespace charterd::config
