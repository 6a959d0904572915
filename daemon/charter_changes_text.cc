#include "daemon/charter_changes_text.h"

#include <array>
#include <chrono>
#include <string>

#include "daemon/moment.h"
#include "daemon/results.h"

namespace charterd::daemon {
namespace {

struct Line {
  std::string when, version, target, what, before, after;
  bool is_statement = false;  // in the charter's language; all else is in the document's
};

const char* name_of(TargetChange::Kind kind) {
  static constexpr std::array<const char*, 3> kNames{"added", "removed", "changed"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string version_text(const CharterChange& change) {
  if (change.version_before == change.version) return change.version;
  const auto shown = [](const std::string& version) { return version.empty() ? "none" : version; };
  return shown(change.version_before) + " → " + shown(change.version);
}

std::vector<Line> lines_of(const std::vector<CharterChange>& changes, const config::Zone& zone) {
  std::vector<Line> lines;
  for (const CharterChange& change : changes) {
    const auto minute = std::chrono::floor<std::chrono::minutes>(zone.local_of(change.at));
    Line line;
    line.when = format_local(minute);
    line.version = version_text(change);
    if (change.targets.empty()) {
      line.what = "no target";
      lines.push_back(line);
    }
    for (const TargetChange& target : change.targets) {
      line.target = target.id;
      const bool changed = target.kind == TargetChange::Kind::changed;
      if (target.counted_otherwise) {
        line.what = "counted otherwise";
        line.before = line.after = "";
        line.is_statement = false;
        lines.push_back(line);
      }
      for (const TermChange& term : target.terms) {
        line.what = changed ? term.term : std::string(name_of(target.kind)) + ": " + term.term;
        line.is_statement = term.term == "statement";
        line.before = term.before;
        line.after = term.after;
        lines.push_back(line);
      }
    }
  }
  return lines;
}

}  // namespace

TextTable change_table(const std::vector<CharterChange>& changes, const config::Zone& zone) {
  TextTable table({{"WHEN"}, {"VERSION"}, {"TARGET"}, {"WHAT"}, {"BEFORE"}, {"AFTER"}});
  for (const Line& line : lines_of(changes, zone)) {
    table.add(
        {{line.when}, {line.version}, {line.target}, {line.what}, {line.before}, {line.after}});
  }
  return table;
}

PageData::List change_rows(const std::vector<CharterChange>& changes, const config::Zone& zone) {
  PageData::List rows;
  for (const Line& line : lines_of(changes, zone)) {
    PageData row;
    row.set("when", line.when).set("which", line.version).set("target", line.target);
    row.set("what", line.what).set("before", line.before).set("after", line.after);
    row.set("is_statement", line.is_statement);
    rows.push_back(std::move(row));
  }
  return rows;
}

void write_changes(JsonWriter& json, const std::vector<CharterChange>& changes) {
  json.begin_array();
  for (const CharterChange& change : changes) {
    json.begin_object();
    json.key("at").text(format_instant(change.at));
    json.key("version_before").text(change.version_before);
    json.key("version").text(change.version);
    json.key("hash").text(change.hash);
    json.key("targets").begin_array();
    for (const TargetChange& target : change.targets) {
      json.begin_object().key("id").text(target.id).key("change").text(name_of(target.kind));
      if (target.counted_otherwise) json.key("counted_otherwise").boolean(true);
      json.key("terms").begin_object();
      for (const TermChange& term : target.terms) {
        json.key(term.term).begin_object();
        json.key("before");
        term.before.empty() ? json.null() : json.text(term.before);
        json.key("after");
        term.after.empty() ? json.null() : json.text(term.after);
        json.end_object();
      }
      json.end_object().end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

}  // namespace charterd::daemon
