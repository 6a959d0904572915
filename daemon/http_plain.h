// Beast's requests as plain values.
#pragma once

#include <boost/beast/http/message.hpp>

#include "daemon/http_types.h"

namespace charterd::daemon {

/// Without a body.
HttpRequest plain_request(const boost::beast::http::request_header<>& header);

}  // namespace charterd::daemon
