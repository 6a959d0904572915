// Which sources may tell of which measures, cases and targets, as far as the configuration says.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/vocabulary.h"
#include "config/settings.h"
#include "rules/plan.h"

namespace charterd::daemon {

/// Sources, and parts of the plan, by their numbers in it. A mapping names its event's type, or
/// lists those that a field is mapped to. One that takes the type from a field as it is may give
/// any, and what will come is not known before: such a source feeds everything.
class SourceFeeds {
 public:
  /// `vocabulary`: that of the plan.
  SourceFeeds(const config::Settings& settings, const rules::Plan& plan,
              const collectors::Vocabulary& vocabulary);

  bool feeds_measure(std::size_t source, std::size_t measure) const {
    return measures_[source][measure];
  }
  /// For itself or for its targets.
  bool feeds_case(std::size_t source, std::size_t of) const { return cases_[source][of]; }
  bool feeds_target(std::size_t source, std::size_t target) const {
    return targets_[source][target];
  }

 private:
  std::vector<std::vector<bool>> measures_, cases_, targets_;  // by source
};

/// What a source's mappings say of what it may tell, so that it is known when the source is
/// configured no more.
std::string pack_mapping(const config::Source& source);
/// A source that feeds the same; one that feeds everything where the bytes say nothing.
config::Source unpack_mapping(std::string_view bytes);

}  // namespace charterd::daemon
