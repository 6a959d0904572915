// Which targets live on which source.
#pragma once

#include <string>
#include <vector>

#include "config/charter.h"
#include "config/settings.h"

namespace charterd::rules {

/// The ids of the targets whose figures may need this source: some event that it can make is one
/// that the target looks at. In the charter's order. A source whose event types are not written in
/// the settings feeds all.
std::vector<std::string> targets_fed_by(const config::Source& source,
                                        const config::Charter& charter);

}  // namespace charterd::rules
