// The pieces that machine-readable results are made of, whatever they are the results of.
#pragma once

#include <string>

#include "daemon/csv_line.h"
#include "daemon/json_writer.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// One object of the contract's `targets`.
void write_target(JsonWriter& json, const rules::TargetFigures& figures);

/// The names of the fields of csv_line(), by commas, without a line end.
std::string csv_header();
/// One target's figure in one window; more fields may follow.
CsvLine csv_line(const rules::Figures& figures, const rules::TargetFigures& of,
                 const rules::WindowFigure& figure);

}  // namespace charterd::daemon
