#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "config/text_file.h"
#include "config/web_settings.h"
#include "config/web_tls_loader.h"
#include "config/yaml_mapping.h"
#include "config/yaml_reader.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUsers = "basic_auth_users";

constexpr std::array<YamlKey, 4> kWebFileKeys = {{
    {"tls_server_config", YamlShape::mapping, "a mapping with \"cert_file\" and \"key_file\""},
    {"http_server_config", YamlShape::mapping, "a mapping with \"http2\" or \"headers\""},
    {kUsers, YamlShape::mapping, "a mapping of user to bcrypt hash"},
    {"rate_limit", YamlShape::any, "", YamlPresence::later},
}};

constexpr std::array<YamlKey, 2> kHttpKeys = {{
    {"http2", YamlShape::text, "true or false"},
    {"headers", YamlShape::mapping, "a mapping of header to text"},
}};

constexpr std::array<YamlKey, 5> kHeaderKeys = {{
    {"Content-Security-Policy"},
    {"X-Frame-Options", YamlShape::text, "deny or sameorigin"},
    {"X-Content-Type-Options", YamlShape::text, "nosniff"},
    {"X-XSS-Protection"},
    {"Strict-Transport-Security"},
}};

// Those that take a few words only.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kHeaderWords = {
    {{"X-Frame-Options", "deny"},
     {"X-Frame-Options", "sameorigin"},
     {"X-Content-Type-Options", "nosniff"}}};

constexpr std::size_t kBcryptSize = 60;
constexpr int kLowestBcryptCost = 4;
constexpr std::size_t kMostUsers = 1000;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// The cost of `$2y$10$...`; nullopt for what is no bcrypt hash.
std::optional<int> bcrypt_cost(std::string_view hash) {
  if (hash.size() != kBcryptSize || hash.substr(0, 2) != "$2" || hash[3] != '$' || hash[6] != '$')
    return std::nullopt;
  if (std::string_view("aby").find(hash[2]) == std::string_view::npos) return std::nullopt;
  int cost = 0;
  const auto read = std::from_chars(hash.data() + 4, hash.data() + 6, cost);
  if (read.ec != std::errc() || read.ptr != hash.data() + 6) return std::nullopt;
  const auto is_of_hash = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '/';
  };
  const std::string_view rest = hash.substr(7);
  if (!std::all_of(rest.begin(), rest.end(), is_of_hash)) return std::nullopt;
  return cost;
}

class WebReader {
 public:
  WebReader(const YamlNode& node, const fs::path& folder, Diagnostics& diagnostics)
      : node_(node), folder_(folder), diagnostics_(diagnostics) {}

  WebSettings read() {
    if (node_.is_null()) return {};  // an empty file asks for nothing, as with Prometheus
    const YamlMapping mapping(node_, "the file", kWebFileKeys, diagnostics_);
    if (const YamlNode* node = mapping.find("tls_server_config")) {
      result_.tls = load_tls_settings(*node, folder_, diagnostics_);
    }
    if (const YamlNode* node = mapping.find("http_server_config")) read_http(*node);
    if (const YamlNode* node = mapping.find(kUsers)) read_users(*node);
    return std::move(result_);
  }

 private:
  void read_http(const YamlNode& node) {
    const YamlMapping http(node, "\"http_server_config\"", kHttpKeys, diagnostics_);
    if (const YamlNode* http2 = http.find("http2")) {
      result_.http2_asked = read_flag(*http2, "http2", diagnostics_).value_or(false);
    }
    const YamlNode* found = http.find("headers");
    if (found == nullptr) return;
    const YamlMapping headers(*found, "\"headers\"", kHeaderKeys, diagnostics_);
    for (const YamlKey& key : kHeaderKeys) {
      const YamlNode* value = headers.find(key.name);
      if (value == nullptr || !is_right_for(key, *value)) continue;
      result_.headers.emplace_back(key.name, value->text);
    }
  }

  bool is_right_for(const YamlKey& header, const YamlNode& value) {
    bool limited = false;
    for (const auto& [name, word] : kHeaderWords) {
      if (name != header.name) continue;
      if (value.text == word) return true;
      limited = true;
    }
    if (limited) {
      diagnostics_.error(value.place, fmt::format("\"{}\" needs {}, not \"{}\"", header.name,
                                                  header.expected, value.text));
    } else if (value.text.empty() || has_control(value.text)) {
      diagnostics_.error(
          value.place,
          fmt::format("\"{}\" needs a text on one line, without control characters", header.name));
      return false;
    }
    return !limited;
  }

  // Never a value in a message: somebody may have written the password itself.
  void read_users(const YamlNode& node) {
    if (node.entries.size() > kMostUsers) {
      diagnostics_.error(node.place, fmt::format("there are more than {} users", kMostUsers));
    }
    for (const YamlEntry& user : node.entries) {
      if (user.value.is_unusable()) continue;
      if (user.key.empty() || user.key.find(':') != std::string::npos || has_control(user.key)) {
        diagnostics_.error(user.place,
                           "the name of a user is a text without colons and control characters");
      }
      const auto cost = user.value.is_scalar() ? bcrypt_cost(user.value.text) : std::nullopt;
      if (!cost || *cost < kLowestBcryptCost) {
        diagnostics_.error(user.value.place,
                           "a user needs a bcrypt hash of the password, in quotes",
                           "write what `htpasswd -nBC 10 \"\" | tr -d ':\\n'` prints");
      } else if (*cost > kHighestBcryptCost) {
        diagnostics_.error(
            user.value.place,
            fmt::format("the bcrypt hash has the cost {}, and would take seconds; at most {}",
                        *cost, kHighestBcryptCost));
      }
      result_.users.push_back({user.key, user.value.text});
    }
  }

  const YamlNode& node_;
  fs::path folder_;
  Diagnostics& diagnostics_;
  WebSettings result_;
};

// Lines that may hold a hash, or a password that should be one: from the key of the users to the
// next key that stands at the line's beginning.
std::vector<bool> secret_lines(std::string_view text) {
  std::vector<bool> secret{false};  // lines count from 1
  bool inside = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const bool names_users = line.find(kUsers) != std::string_view::npos;
    const bool is_key =
        !line.empty() && std::string_view(" \t#\r").find(line[0]) == std::string_view::npos;
    inside = names_users || (inside && !is_key);
    secret.push_back(inside);
  }
  return secret;
}

}  // namespace

Loaded<WebSettings> load_web_settings(const fs::path& file) {
  const auto text = read_text_file(file);
  if (text) return parse_web_settings(*text, file);
  Diagnostics diagnostics(file.string(), {});
  diagnostics.error({}, "the file cannot be read: " + text.error());
  return {std::nullopt, diagnostics.take()};
}

Loaded<WebSettings> parse_web_settings(const std::string& text, const fs::path& file) {
  Diagnostics diagnostics(file.string(), text);
  std::optional<WebSettings> settings;
  if (const auto tree = read_yaml(text, diagnostics)) {
    settings = WebReader(*tree, file.parent_path(), diagnostics).read();
  }
  if (diagnostics.has_errors()) settings.reset();
  std::vector<Diagnostic> found = diagnostics.take();
  const std::vector<bool> secret = secret_lines(text);
  for (Diagnostic& diagnostic : found) {
    const auto line = static_cast<std::size_t>(diagnostic.place.line);
    if (line < secret.size() && secret[line]) diagnostic.source_line.clear();
  }
  return {std::move(settings), std::move(found)};
}

}  // namespace charterd::config
