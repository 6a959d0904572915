// The outer form of an iCalendar file: folded lines and nested components.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"

namespace charterd::config {

/// A content line with its folded parts joined.
struct IcsLine {
  int line = 0;      ///< where it begins in the file, from 1
  std::string name;  ///< in capitals, without parameters; "" when the line has no colon
  std::string text;  ///< the whole line

  Place place() const { return {line, 1}; }
  /// What follows the first colon that is in no quotes.
  std::string_view value() const;
};

/// A VEVENT with its own lines, without those of components inside it (alarms).
struct IcsEvent {
  int line = 0;  ///< of its BEGIN
  std::vector<IcsLine> lines;

  Place place() const { return {line, 1}; }
};

/// The events of all calendars in the file, in its order. Other components are passed over. What is
/// wrong with the nesting is reported; the events found so far are returned nonetheless.
std::vector<IcsEvent> read_ics_events(std::string_view text, Diagnostics& diagnostics);

}  // namespace charterd::config
