// What can be told of the settings only beside the charter.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "config/charter_loader.h"
#include "config/loader.h"

namespace charterd::config {

void check_against(const Charter& charter, const Settings& settings, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const Calendar& calendar : charter.calendars) known.push_back(calendar.id);
  for (const Source& source : settings.sources) {
    if (!source.expect || source.expect->calendar.empty()) continue;
    const std::string& calendar = source.expect->calendar;
    if (std::find(known.begin(), known.end(), calendar) != known.end()) continue;
    diagnostics.error(source.expect->calendar_place,
                      fmt::format("the charter has no calendar \"{}\"", calendar),
                      choice_hint(calendar, known, "calendars of the charter"));
  }
}

}  // namespace charterd::config
