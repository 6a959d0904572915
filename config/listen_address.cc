#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <arpa/inet.h>

#include "config/loader.h"

namespace charterd::config {
namespace {

constexpr std::size_t kLongestHostName = 253;

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return port;
}

bool is_ip_address(int family, const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(family, text.c_str(), address.data()) == 1;
}

bool is_host_name(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  };
  const bool only_number = text.find_first_not_of("0123456789.") == std::string_view::npos;
  return !only_number && text.size() <= kLongestHostName && text.front() != '-' &&
         text.front() != '.' && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

std::optional<ListenAddress> parse_listen_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto port = port_of(std::string_view(text).substr(colon + 1));
  if (!port) return std::nullopt;
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    if (!is_ip_address(AF_INET6, host)) return std::nullopt;
  } else if (!host.empty() && !is_ip_address(AF_INET, host) && !is_host_name(host)) {
    return std::nullopt;
  }
  return ListenAddress{host, *port};
}

}  // namespace charterd::config
