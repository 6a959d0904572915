// What `charterd init` writes: the files in config/starter, built in.
#pragma once

#include <string_view>

namespace charterd::config {

extern const std::string_view kStarterCharter;
/// Its charter is charter.yml beside it, its events are events.jsonl.
extern const std::string_view kStarterSettings;

}  // namespace charterd::config
