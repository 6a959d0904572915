#include "daemon/http_plain.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

namespace charterd::daemon {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// True when the header allows gzip: named, or by `*`, and not with a weight of 0.
bool accepts_gzip(beast::string_view header) {
  bool any = false;
  for (const auto& [coding, parameters] : http::ext_list(header)) {
    const bool named = beast::iequals(coding, "gzip");
    if (!named && coding != "*") continue;
    bool wanted = true;
    for (const auto& [key, value] : parameters) {
      const bool zero = !value.empty() && view(value).find_first_not_of("0.") == std::string::npos;
      if (beast::iequals(key, "q") && zero) wanted = false;
    }
    if (named) return wanted;
    any = wanted;
  }
  return any;
}

HttpHeaders plain_headers(const http::fields& fields) {
  HttpHeaders headers;
  for (const auto& field : fields) {
    std::string name(view(field.name_string()));
    std::transform(name.begin(), name.end(), name.begin(), to_lower);
    headers.emplace_back(std::move(name), view(field.value()));
  }
  return headers;
}

}  // namespace

HttpRequest plain_request(const http::request_header<>& header) {
  const std::string_view target = view(header.target());
  const std::size_t question = std::min(target.find('?'), target.size());
  HttpRequest request;
  request.method = view(header.method_string());
  request.path = target.substr(0, question);
  if (question < target.size()) request.query = target.substr(question + 1);
  request.accepts_gzip = accepts_gzip(header[http::field::accept_encoding]);
  request.headers = plain_headers(header);
  return request;
}

}  // namespace charterd::daemon
