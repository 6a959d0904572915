// Certificates and keys out of their files.
#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "config/web_settings.h"
#include "daemon/http_types.h"

namespace charterd::daemon {

/// Reads the files that `settings` names. The error says which file, what is wrong and what to do.
tl::expected<std::shared_ptr<TlsContext>, std::string> load_tls(
    const config::TlsSettings& settings);

}  // namespace charterd::daemon
