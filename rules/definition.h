// What a plan counts, as bytes that are the same exactly where the same is counted.
#pragma once

#include <string>
#include <vector>

#include "rules/plan.h"

namespace charterd::rules {

/// Of each part of a plan, in its order, all that decides what its sums are made of, the parts that
/// it refers to included: where two plans have the same definition for a part, what was counted
/// under one is right under the other. Texts, owners, and the numbers that sums are only compared
/// with, are not in it. The form may be stored.
struct Definitions {
  std::vector<std::string> labels;    ///< with their listed values
  std::vector<std::string> measures;  ///< with their histograms
  std::vector<std::string> cases;     ///< each with all targets on it
  std::vector<std::string> targets;
};

Definitions definitions_of(const Plan& plan);

/// What decides one target's figures and nothing else: of its case without the other targets on it
/// and the measures that it does not name. What was counted under one of two that are alike may be
/// judged under the other.
std::string definition_of(const Plan& plan, const TargetPlan& target);

}  // namespace charterd::rules
