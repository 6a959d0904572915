#include "config/source_loader.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/format_loader.h"
#include "config/http_source_loader.h"
#include "config/intake_loader.h"
#include "config/mapping_loader.h"
#include "config/yaml_form.h"
#include "config/yaml_mapping.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 63;

constexpr std::array<YamlKey, 11> kOwnKeys = {{
    {"name", YamlShape::text, "a name such as contact-centre", YamlPresence::required},
    {"file", YamlShape::mapping, "{paths: [...]}"},
    {"stdin", YamlShape::any, "{} or true"},
    {"journald", YamlShape::any, "a mapping such as {matches: [\"_SYSTEMD_UNIT=shop.service\"]}"},
    {"syslog", YamlShape::mapping, "a mapping such as {listen: \"udp://127.0.0.1:5514\"}"},
    {"http", YamlShape::mapping, "a mapping such as {token_file: /etc/charterd/token}, or {}"},
    {"kafka", YamlShape::any, "", YamlPresence::later},
    {"arrives_within", YamlShape::text, "a length of time such as 26h"},
    {"expect", YamlShape::mapping, "a mapping such as {every: 15m, calendar: office}"},
    {"drop_duplicates", YamlShape::mapping, "a mapping such as {by: id, within: 24h}"},
    {"events", YamlShape::sequence, "a list of mappings with \"type\" and \"time\""},
}};

constexpr std::array<std::string_view, 6> kKinds = {"file",   "stdin", "journald",
                                                    "syslog", "http",  "kafka"};

constexpr std::array<YamlKey, 1> kFileKeys = {{
    {"paths", YamlShape::texts, "a list of paths, such as [\"/var/log/shop/*.jsonl\"]",
     YamlPresence::required},
}};

constexpr std::array<YamlKey, 2> kExpectKeys = {{
    {"every", YamlShape::text, "a length of time such as 15m", YamlPresence::required},
    {"calendar", YamlShape::text, "the id of one of the charter's calendars"},
}};

constexpr std::array<YamlKey, 2> kDuplicateKeys = {{
    {"by", YamlShape::text, "a source field that identifies a record", YamlPresence::required},
    {"within", YamlShape::text, "a length of time such as 24h", YamlPresence::required},
}};

// The keys of a source: its own and those of its format.
constexpr auto kSourceKeys = [] {
  std::array<YamlKey, kOwnKeys.size() + kFormatKeys.size()> keys{};
  std::copy(kOwnKeys.begin(), kOwnKeys.end(), keys.begin());
  std::copy(kFormatKeys.begin(), kFormatKeys.end(), keys.begin() + kOwnKeys.size());
  return keys;
}();

// As every message about the source calls it.
std::string described(const YamlNode& node, std::size_t index) {
  for (const YamlEntry& entry : node.entries) {
    if (entry.key != "name" || !entry.value.is_scalar() || entry.value.text.empty()) continue;
    if (entry.value.text.size() <= kLongestName)
      return fmt::format("source \"{}\"", entry.value.text);
  }
  return fmt::format("source {}", index + 1);
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// A duration that must not be 0.
std::optional<Duration> positive(const YamlMapping& mapping, std::string_view key) {
  const YamlNode* node = mapping.find(key);
  if (node == nullptr) return std::nullopt;
  const auto length = read_duration(*node, key, mapping.diagnostics());
  if (length && *length == Duration::zero()) {
    mapping.diagnostics().error(node->place,
                                fmt::format("\"{}\" needs a length of time above 0", key));
    return std::nullopt;
  }
  return length;
}

class SourceReader {
 public:
  SourceReader(const YamlNode& node, std::size_t index, const fs::path& folder,
               Diagnostics& diagnostics)
      : what_(described(node, index)),
        mapping_(node, what_, kSourceKeys, diagnostics),
        folder_(folder),
        diagnostics_(diagnostics) {}

  Source read() {
    result_.place = mapping_.place();
    if (!mapping_.is_mapping()) return std::move(result_);
    read_name();
    read_kind();
    auto format = load_format(mapping_, gives_fields());
    if (const YamlNode* node = mapping_.find("arrives_within")) {
      result_.arrives_within =
          read_duration(*node, "arrives_within", diagnostics_).value_or(Duration::zero());
    }
    RecordFields fields;
    if (format) {
      result_.format = std::move(format->format);
      fields.names = std::move(format->fields);
      if (gives_fields()) {
        fields = fields_of_intake(result_.kind, result_.format.kind, fields.names);
      }
    }
    read_expect();
    read_duplicates(fields);
    read_events(format.has_value(), fields);
    return std::move(result_);
  }

 private:
  // Its records have fields also when nothing is read out of their message.
  bool gives_fields() const {
    return result_.kind == Source::Kind::journald || result_.kind == Source::Kind::syslog;
  }

  void read_name() {
    const YamlNode* node = mapping_.find("name");
    if (node == nullptr) return;
    result_.name = node->text;
    if (node->text.empty() || node->text.size() > kLongestName || has_control(node->text)) {
      diagnostics_.error(
          node->place,
          fmt::format("\"name\" needs a text of 1 to {} bytes without control characters",
                      kLongestName));
    }
  }

  void read_kind() {
    std::vector<std::string_view> kinds;
    for (const std::string_view kind : kKinds) {
      if (mapping_.has(kind)) kinds.push_back(kind);
    }
    if (kinds.empty()) {
      diagnostics_.error(mapping_.place(),
                         fmt::format("{} says nowhere where its records come from; expected "
                                     "\"file\", \"stdin\", \"http\", \"journald\" or \"syslog\"",
                                     what_),
                         "write file: {paths: [\"/var/log/shop/*.jsonl\"]}, or stdin: {}");
    }
    if (kinds.size() > 1) {
      diagnostics_.error(mapping_.place_of(kinds[1]),
                         fmt::format("{} has both \"{}\" and \"{}\"; expected one of them", what_,
                                     kinds[0], kinds[1]),
                         "make a source of each");
    }
    if (const YamlNode* node = mapping_.find("file")) read_file(*node);
    if (const YamlNode* node = mapping_.find("stdin")) read_stdin(*node);
    if (const YamlNode* node = mapping_.find("http")) {
      result_.kind = Source::Kind::http;
      result_.push = load_http_source(*node, what_, folder_, diagnostics_);
    }
    if (mapping_.has("journald")) result_.kind = Source::Kind::journald;
    if (mapping_.has("syslog")) result_.kind = Source::Kind::syslog;
    if (const YamlNode* node = mapping_.find("journald")) {
      result_.journald = load_journald(*node, what_, diagnostics_);
    }
    if (const YamlNode* node = mapping_.find("syslog")) {
      result_.syslog = load_syslog(*node, what_, diagnostics_);
    }
  }

  void read_file(const YamlNode& node) {
    result_.kind = Source::Kind::file;
    const YamlMapping file(node, fmt::format("\"file\" of {}", what_), kFileKeys, diagnostics_);
    for (const std::string& path : file.texts("paths")) {
      if (path.empty()) {
        diagnostics_.error(file.place_of("paths"), "a path is empty");
        continue;
      }
      std::error_code failed;
      const fs::path whole = fs::absolute(folder_ / path, failed);
      result_.paths.push_back((failed ? folder_ / path : whole).lexically_normal().string());
    }
  }

  void read_stdin(const YamlNode& node) {
    result_.kind = Source::Kind::standard_input;
    if (node.is_mapping() && node.entries.empty()) return;
    if (node.is_scalar() && node.text == "true") return;
    diagnostics_.error(node.place, "\"stdin\" takes nothing but {} or true");
  }

  void read_expect() {
    const YamlNode* node = mapping_.find("expect");
    if (node == nullptr) return;
    const YamlMapping expect(*node, fmt::format("\"expect\" of {}", what_), kExpectKeys,
                             diagnostics_);
    Expectation result;
    if (const YamlNode* calendar = expect.find("calendar")) {
      result.calendar = calendar->text;
      result.calendar_place = calendar->place;
      if (calendar->text.empty()) {
        diagnostics_.error(calendar->place, "\"calendar\" needs the id of a calendar");
      }
    }
    result.every = positive(expect, "every").value_or(Duration::zero());
    if (result.every > Duration::zero()) result_.expect = std::move(result);
  }

  void read_duplicates(const RecordFields& fields) {
    const YamlNode* node = mapping_.find("drop_duplicates");
    if (node == nullptr) return;
    const YamlMapping rule(*node, fmt::format("\"drop_duplicates\" of {}", what_), kDuplicateKeys,
                           diagnostics_);
    DuplicateRule result;
    if (const YamlNode* by = rule.find("by")) {
      result.by = by->text;
      if (by->text.empty()) {
        diagnostics_.error(by->place, "\"by\" needs the name of a source field");
      }
      fields.check(by->text, by->place, diagnostics_);
    }
    result.within = positive(rule, "within").value_or(Duration::zero());
    result_.drop_duplicates = std::move(result);
  }

  // The queue log says by itself what happened when.
  EventMapping queue_log_mapping() const {
    EventMapping mapping;
    mapping.type.field = "event";
    mapping.type.place = mapping_.place();
    mapping.time.fields = {"time"};
    mapping.time.form = TimeSource::Form::epoch_seconds;
    mapping.time.place = mapping_.place();
    return mapping;
  }

  void read_events(bool format_is_known, const RecordFields& fields) {
    const bool queue_log = format_is_known && result_.format.kind == FormatKind::asterisk_queue_log;
    std::optional<TimeSource> usual_time;
    if (queue_log) usual_time = queue_log_mapping().time;
    if (gives_fields()) usual_time = time_of_intake(result_.kind, mapping_.place());
    if (!mapping_.has("events")) {
      if (queue_log) {
        result_.events.push_back(queue_log_mapping());
      } else if (format_is_known) {
        diagnostics_.error(mapping_.place(), fmt::format("{} lacks the key \"events\"", what_),
                           "write events: [{type: {field: event}, time: {field: ts}}]");
      }
      return;
    }
    const YamlNode* node = mapping_.find("events");
    if (node == nullptr) return;
    if (node->items.empty()) {
      diagnostics_.error(node->place, "\"events\" is an empty list; expected at least one event");
    }
    for (const YamlNode& item : node->items) {
      result_.events.push_back(load_event_mapping(item, what_, fields, usual_time, diagnostics_));
    }
  }

  std::string what_;
  YamlMapping mapping_;
  fs::path folder_;
  Diagnostics& diagnostics_;
  Source result_;
};

}  // namespace

Source load_source(const YamlNode& node, std::size_t index, const fs::path& folder,
                   Diagnostics& diagnostics) {
  return SourceReader(node, index, folder, diagnostics).read();
}

namespace {

constexpr YamlForm kFileForm{YamlForm::Kind::keys, kFileKeys};
constexpr YamlForm kExpectForm{YamlForm::Kind::keys, kExpectKeys};
constexpr YamlForm kDuplicatesForm{YamlForm::Kind::keys, kDuplicateKeys};
constexpr YamlForm kFormatNameForm{YamlForm::Kind::words, {}, {}, nullptr, kFormatNames};
constexpr std::array kInsides = {
    YamlInside{"file", &kFileForm},           YamlInside{"stdin", &kNothingForm},
    YamlInside{"journald", &kJournaldForm},   YamlInside{"syslog", &kSyslogForm},
    YamlInside{"http", &kHttpSourceForm},     YamlInside{"format", &kFormatNameForm},
    YamlInside{"expect", &kExpectForm},       YamlInside{"drop_duplicates", &kDuplicatesForm},
    YamlInside{"events", &kEventMappingsForm}};
constexpr YamlForm kSourceForm{YamlForm::Kind::keys, kSourceKeys, kInsides};

}  // namespace

const YamlForm kSourcesForm{YamlForm::Kind::items, {}, {}, &kSourceForm};

}  // namespace charterd::config
