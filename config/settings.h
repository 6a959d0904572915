// charterd.yml as plain values: where the events come from and how records become events.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/condition.h"
#include "config/diagnostic.h"
#include "config/instant.h"
#include "config/zone.h"

namespace charterd::config {

/// What gives a text for an event: a field of the record, a constant, or a field through a map.
struct TextSource {
  std::string field;  ///< a source field (JSON: may be a path such as ticket.id); "" if constant
  std::string value;  ///< the constant
  /// What the map lacks gives no text. Without a map the field's text is taken as it is.
  std::optional<std::map<std::string, std::string>> map;
  Place place;
};

/// How a text, or several joined by one space, is read as a time.
struct TimeSource {
  enum class Form { rfc3339, layout, epoch_seconds, epoch_milliseconds, epoch_microseconds };
  std::vector<std::string> fields;  ///< at least one
  Form form = Form::rfc3339;
  std::string layout;            ///< strptime-like, for Form::layout
  std::optional<Zone> timezone;  ///< of times without an offset; the charter's when absent
  Place place;
};

/// A canonical field of an event.
struct FieldSource {
  TextSource text;
  bool as_time = false;  ///< read by the event's own form, layout and zone
};

struct EventMapping {
  TextSource type;
  std::optional<Condition> when;  ///< tests of source fields only
  TimeSource time;
  std::vector<std::pair<std::string, FieldSource>> fields;  ///< canonical name first
};

struct CsvOptions {
  char delimiter = ',';
  char quote = '"';  ///< '\0': no quoting
  bool header = true;
  std::vector<std::string> columns;  ///< when there is no header
};

enum class FormatKind {
  json,
  logfmt,
  csv,
  regex,
  asterisk_queue_log,
  none,  ///< only of sources that give fields by themselves: the message is taken as it is
};

struct Format {
  FormatKind kind = FormatKind::json;
  CsvOptions csv;
  std::string regex;      ///< with named groups
  std::string encoding;   ///< "" is UTF-8; else a name that iconv knows, a superset of ASCII
  std::string absent_as;  ///< a text that means absent; "" when none
  char decimal = '.';     ///< the decimal point of numeric text
};

struct DuplicateRule {
  std::string by;     ///< a source field
  Duration within{};  ///< positive
};

struct Expectation {
  Duration every{};      ///< positive
  std::string calendar;  ///< one of the charter's: at its hours only; "" when at all times
  Place calendar_place{};
};

/// How records are posted to a source of the kind http.
struct PushOptions {
  std::string token_file;          ///< as it is written; "" when no token is asked for
  std::filesystem::path folder;    ///< of the settings, for a relative token_file
  std::size_t max_body = 4 << 20;  ///< bytes of one request, after decompression
};

/// "127.0.0.1:10464", "[::1]:10464", "localhost:10464", or ":10464", whose host is "" and means all
/// addresses of the machine.
struct ListenAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 10464;  ///< 0: any free port
  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// Where syslog messages are received.
struct SyslogAddress {
  enum class Transport { udp, tcp, unix_datagram };
  Transport transport = Transport::udp;
  ListenAddress address{};  ///< udp and tcp; port 0: any free one
  std::string path;         ///< unix_datagram: absolute
  std::string text;         ///< as the file has it, for messages
};

struct SyslogOptions {
  std::vector<SyslogAddress> listen;  ///< at least one
  std::optional<Zone> timezone;       ///< of times without an offset; the charter's when absent
};

struct JournaldOptions {
  std::string directory;  ///< of journal files; "" for this machine's own journal
  /// `FIELD=value`, as journalctl takes them: those of one field are alternatives, those of
  /// different fields must all hold; "+" stands between two such groups, one of which must.
  std::vector<std::string> matches;
};

struct Source {
  enum class Kind { file, standard_input, http, journald, syslog };
  std::string name;
  Kind kind = Kind::file;
  std::vector<std::string> paths;  ///< globs; relative ones are made absolute by the file's folder
  PushOptions push;                ///< of the kind http
  JournaldOptions journald;
  SyslogOptions syslog;
  Format format;
  Duration arrives_within{};
  std::optional<Expectation> expect;
  std::optional<DuplicateRule> drop_duplicates;
  std::vector<EventMapping> events;
  Place place;
};

/// The customers' page, on a listener of its own.
struct PublicPage {
  ListenAddress listen;
  std::string url;  ///< where the world sees the page, "https://..."; "" when it does not say
  friend bool operator==(const PublicPage&, const PublicPage&) = default;
};

struct Settings {
  std::filesystem::path charter;  ///< absolute, or relative to the working directory
  std::filesystem::path storage = "/var/lib/charterd";
  ListenAddress listen;
  std::optional<PublicPage> public_page;  ///< nullopt: not asked for
  std::vector<Source> sources;
};

}  // namespace charterd::config
