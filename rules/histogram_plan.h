// What a histogram is made of, compiled.
#pragma once

#include <string>
#include <vector>

#include "config/charter.h"

namespace charterd::rules {

/// An index in Plan::labels.
using LabelId = std::uint16_t;

struct HistogramPlan {
  std::string measure;
  config::BaseUnit unit = config::BaseUnit::count;
  bool business = false;        ///< in working time
  std::vector<Fixed> bounds;    ///< upper ends, included; rising; none: there is no histogram
  std::vector<LabelId> labels;  ///< all that targets of the measure use, each once
};

/// Usual bounds for the measure's unit and every limit that targets set. Empty for a measure
/// without values.
std::vector<Fixed> bucket_bounds(const config::Charter& charter, const config::Measure& measure);

/// The same for the measure of a case, on one clock.
std::vector<Fixed> bucket_bounds(const config::Charter& charter, const config::Case& of,
                                 const config::CaseMeasure& measure, bool business);

}  // namespace charterd::rules
