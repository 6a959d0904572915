// `syslog: {listen: [...], timezone: ...}` of a source.
#include <array>

#include <fmt/format.h>
#include <sys/un.h>

#include "config/intake_loader.h"
#include "config/loader.h"
#include "config/yaml_form.h"
#include "config/yaml_mapping.h"

namespace charterd::config {
namespace {

using Transport = SyslogAddress::Transport;

constexpr std::array<YamlKey, 2> kSyslogKeys = {{
    {"listen", YamlShape::texts,
     "an address such as \"udp://127.0.0.1:5514\", or a list of addresses", YamlPresence::required},
    {"timezone", YamlShape::text, "an IANA time zone such as Europe/Lisbon"},
}};

struct Scheme {
  std::string_view prefix;
  Transport transport;
};
constexpr std::array<Scheme, 3> kSchemes = {{
    {"udp://", Transport::udp},
    {"tcp://", Transport::tcp},
    {"unix://", Transport::unix_datagram},
}};

constexpr std::size_t kLongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;

std::optional<SyslogAddress> parse_address(const std::string& text) {
  for (const Scheme& scheme : kSchemes) {
    if (!text.starts_with(scheme.prefix)) continue;
    SyslogAddress result;
    result.transport = scheme.transport;
    result.text = text;
    const std::string rest = text.substr(scheme.prefix.size());
    if (scheme.transport == Transport::unix_datagram) {
      if (rest.size() < 2 || rest.front() != '/' || rest.back() == '/') return std::nullopt;
      result.path = rest;
      return result;
    }
    const auto address = parse_listen_address(rest);
    if (!address) return std::nullopt;
    result.address = *address;
    return result;
  }
  return std::nullopt;
}

class SyslogReader {
 public:
  SyslogReader(const YamlNode& node, const std::string& source, Diagnostics& diagnostics)
      : mapping_(node, fmt::format("\"syslog\" of {}", source), kSyslogKeys, diagnostics),
        diagnostics_(diagnostics) {}

  SyslogOptions read() {
    if (const YamlNode* node = mapping_.find("listen")) {
      if (node->is_scalar()) read_address(*node);
      for (const YamlNode& item : node->items) read_address(item);
    }
    read_timezone();
    return std::move(result_);
  }

 private:
  void read_address(const YamlNode& node) {
    auto address = parse_address(node.text);
    if (!address) {
      diagnostics_.error(node.place,
                         fmt::format("\"listen\" needs udp://HOST:PORT, tcp://HOST:PORT or "
                                     "unix:///PATH, not \"{}\"",
                                     node.text),
                         "write the port, such as udp://127.0.0.1:5514; udp://:5514 listens on all "
                         "addresses of the machine");
      return;
    }
    if (address->path.size() > kLongestSocketPath) {
      diagnostics_.error(node.place, fmt::format("the path of a unix socket has at most {} bytes",
                                                 kLongestSocketPath));
    }
    const bool any_port =
        address->transport != Transport::unix_datagram && address->address.port == 0;
    for (const SyslogAddress& other : result_.listen) {
      if (any_port || other.text != address->text) continue;
      diagnostics_.error(node.place, fmt::format("\"{}\" stands there twice", address->text));
    }
    result_.listen.push_back(*std::move(address));
  }

  void read_timezone() {
    const YamlNode* node = mapping_.find("timezone");
    if (node == nullptr) return;
    result_.timezone = Zone::find(node->text);
    if (result_.timezone) return;
    diagnostics_.error(node->place,
                       fmt::format("the time zone \"{}\" is not known; expected an IANA name such "
                                   "as Europe/Lisbon",
                                   node->text));
  }

  YamlMapping mapping_;
  Diagnostics& diagnostics_;
  SyslogOptions result_;
};

}  // namespace

SyslogOptions load_syslog(const YamlNode& node, const std::string& source,
                          Diagnostics& diagnostics) {
  return SyslogReader(node, source, diagnostics).read();
}

const YamlForm kSyslogForm{YamlForm::Kind::keys, kSyslogKeys};

}  // namespace charterd::config
