#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "config/loader.h"
#include "config/source_loader.h"
#include "config/text_file.h"
#include "config/yaml_form.h"
#include "config/yaml_mapping.h"
#include "config/yaml_reader.h"

namespace charterd::config {
namespace {

namespace fs = std::filesystem;

constexpr std::array<YamlKey, 5> kSettingsKeys = {{
    {"charter", YamlShape::text, "the path of the charter, such as charter.yml",
     YamlPresence::required},
    {"storage", YamlShape::mapping, "a mapping such as {path: /var/lib/charterd}"},
    {"web", YamlShape::mapping, "a mapping such as {listen: \"127.0.0.1:10464\"}"},
    {"public", YamlShape::mapping, "a mapping such as {listen: \"0.0.0.0:8080\"}"},
    {"sources", YamlShape::sequence, "a list of sources", YamlPresence::required},
}};

constexpr std::array<YamlKey, 1> kStorageKeys = {
    {{"path", YamlShape::text, "a folder such as /var/lib/charterd", YamlPresence::required}}};

constexpr std::array<YamlKey, 1> kWebKeys = {
    {{"listen", YamlShape::text, "an address such as 127.0.0.1:10464", YamlPresence::required}}};

constexpr std::array<YamlKey, 2> kPublicKeys = {
    {{"listen", YamlShape::text, "an address such as 0.0.0.0:8080", YamlPresence::required},
     {"url", YamlShape::text, "where customers find the page, such as https://charter.example/"}}};

// Fit to be printed, and to have "?lang=en" put behind it.
bool is_page_url(std::string_view url) {
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  const std::size_t host = url.find("://") + 3;
  return web && host < url.size() && url[host] != '/' &&
         std::all_of(url.begin(), url.end(), [](char c) {
           return c > ' ' && c < '\x7f' &&
                  std::string_view("\"'<>?#\\").find(c) == std::string_view::npos;
         });
}

class SettingsReader {
 public:
  SettingsReader(const YamlNode& node, const fs::path& folder, Diagnostics& diagnostics)
      : mapping_(node, "the file", kSettingsKeys, diagnostics),
        folder_(folder),
        diagnostics_(diagnostics) {}

  Settings read() {
    if (const YamlNode* node = mapping_.find("charter"))
      result_.charter = path_of(*node, "charter");
    if (const YamlNode* node = mapping_.find("storage")) read_storage(*node);
    if (const YamlNode* node = mapping_.find("web")) read_web(*node);
    if (const YamlNode* node = mapping_.find("public")) read_public(*node);
    if (const YamlNode* node = mapping_.find("sources")) read_sources(*node);
    return std::move(result_);
  }

 private:
  fs::path path_of(const YamlNode& node, std::string_view key) {
    if (node.text.empty()) {
      diagnostics_.error(node.place, fmt::format("\"{}\" needs a path, not an empty text", key));
    }
    return (folder_ / node.text).lexically_normal();
  }

  void read_storage(const YamlNode& node) {
    const YamlMapping storage(node, "\"storage\"", kStorageKeys, diagnostics_);
    if (const YamlNode* path = storage.find("path")) result_.storage = path_of(*path, "path");
  }

  void read_web(const YamlNode& node) {
    const YamlMapping web(node, "\"web\"", kWebKeys, diagnostics_);
    if (const YamlNode* listen = web.find("listen")) {
      if (const auto address = address_of(*listen, "127.0.0.1:10464")) result_.listen = *address;
    }
  }

  void read_public(const YamlNode& node) {
    const YamlMapping mapping(node, "\"public\"", kPublicKeys, diagnostics_);
    PublicPage page;
    if (const YamlNode* listen = mapping.find("listen")) {
      const auto address = address_of(*listen, "0.0.0.0:8080");
      if (address) page.listen = *address;
      if (address && address->port != 0 && *address == result_.listen) {
        diagnostics_.error(listen->place,
                           "\"listen\" is the address of \"web\" too; the public page needs one "
                           "of its own");
      }
    }
    if (const YamlNode* url = mapping.find("url")) {
      page.url = url->text;
      if (!is_page_url(page.url)) {
        diagnostics_.error(url->place,
                           fmt::format("\"url\" needs the page's address without a query, such as "
                                       "https://charter.example/, not \"{}\"",
                                       page.url));
      }
    }
    result_.public_page = page;
  }

  std::optional<ListenAddress> address_of(const YamlNode& node, std::string_view example) {
    auto address = parse_listen_address(node.text);
    if (!address) {
      diagnostics_.error(node.place,
                         fmt::format("\"listen\" needs an address with a port, such as "
                                     "{} or [::1]{}, not \"{}\"",
                                     example, example.substr(example.find(':')), node.text));
      return std::nullopt;
    }
    return *address;
  }

  void read_sources(const YamlNode& node) {
    if (node.items.empty()) {
      diagnostics_.error(node.place, "\"sources\" is an empty list; expected at least one source");
    }
    for (const YamlNode& item : node.items) {
      result_.sources.push_back(load_source(item, result_.sources.size(), folder_, diagnostics_));
    }
    check_names();
    check_standard_input();
    check_syslog_addresses();
  }

  void check_names() {
    std::map<std::string, Place> first;
    for (const Source& source : result_.sources) {
      if (source.name.empty()) continue;
      const auto [known, is_new] = first.emplace(source.name, source.place);
      if (is_new) continue;
      diagnostics_.error(source.place,
                         fmt::format("the source of line {} has the name \"{}\" too",
                                     known->second.line, source.name),
                         "give each source a name of its own");
    }
  }

  void check_standard_input() {
    const Source* first = nullptr;
    for (const Source& source : result_.sources) {
      if (source.kind != Source::Kind::standard_input) continue;
      if (first == nullptr) {
        first = &source;
        continue;
      }
      diagnostics_.error(
          source.place,
          fmt::format("the source of line {} reads standard input already; only one can",
                      first->place.line));
    }
  }

  // Of two sources; each checks its own.
  void check_syslog_addresses() {
    std::map<std::string, const Source*> first;
    for (const Source& source : result_.sources) {
      for (const SyslogAddress& address : source.syslog.listen) {
        if (address.path.empty() && address.address.port == 0) continue;
        const auto [known, is_new] = first.emplace(address.text, &source);
        if (is_new || known->second == &source) continue;
        diagnostics_.error(source.place, fmt::format("the source of line {} listens on {} already",
                                                     known->second->place.line, address.text));
      }
    }
  }

  YamlMapping mapping_;
  fs::path folder_;
  Diagnostics& diagnostics_;
  Settings result_;
};

Loaded<Settings> unreadable(const fs::path& file, const std::string& why) {
  Diagnostics diagnostics(file.string(), {});
  diagnostics.error({}, "the file cannot be read: " + why);
  return {std::nullopt, diagnostics.take()};
}

}  // namespace

Loaded<Settings> load_settings(const fs::path& file) {
  const auto text = read_text_file(file);
  if (!text) return unreadable(file, text.error());
  return parse_settings(*text, file);
}

Loaded<Settings> parse_settings(const std::string& text, const fs::path& file) {
  Diagnostics diagnostics(file.string(), text);
  std::optional<Settings> settings;
  if (const auto tree = read_yaml(text, diagnostics)) {
    settings = SettingsReader(*tree, file.parent_path(), diagnostics).read();
  }
  if (diagnostics.has_errors()) settings.reset();
  return {std::move(settings), diagnostics.take()};
}

std::optional<fs::path> charter_named_by(const fs::path& settings_file) {
  const auto text = read_text_file(settings_file);
  if (!text) return std::nullopt;
  Diagnostics reported_elsewhere(settings_file.string(), *text);
  const auto tree = read_yaml(*text, reported_elsewhere);
  if (!tree) return std::nullopt;
  for (const YamlEntry& entry : tree->entries) {
    if (entry.key != "charter" || entry.value.text.empty()) continue;
    return (settings_file.parent_path() / entry.value.text).lexically_normal();
  }
  return std::nullopt;
}

namespace {

constexpr YamlForm kStorageForm{YamlForm::Kind::keys, kStorageKeys};
constexpr YamlForm kWebForm{YamlForm::Kind::keys, kWebKeys};
constexpr YamlForm kPublicForm{YamlForm::Kind::keys, kPublicKeys};
constexpr std::array kInsides = {YamlInside{"storage", &kStorageForm}, YamlInside{"web", &kWebForm},
                                 YamlInside{"public", &kPublicForm},
                                 YamlInside{"sources", &kSourcesForm}};

}  // namespace

const YamlForm kSettingsForm{YamlForm::Kind::keys, kSettingsKeys, kInsides};

}  // namespace charterd::config
