// What http_tls.cc makes and http_stream.cc uses.
#pragma once

#include <boost/asio/ssl/context.hpp>

namespace charterd::daemon {

/// Connections that were made with it keep it.
class TlsContext {
 public:
  boost::asio::ssl::context context{boost::asio::ssl::context::tls_server};
};

}  // namespace charterd::daemon
