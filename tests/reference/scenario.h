// A charter and what happens under it, made at random: what the engine and the reference judge.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include "config/charter.h"
#include "tests/reference/slow_event.h"

namespace charterd::slow {

/// YAML as a tree, so that a charter that fails can be made smaller branch by branch.
struct Node {
  enum class Kind { text, list, map };

  Node(std::string text_of = {}) : text(std::move(text_of)) {}
  Node(const char* text_of) : text(text_of) {}
  static Node list(std::vector<Node> items);
  static Node map(std::vector<std::pair<std::string, Node>> entries);

  /// Only of maps.
  Node& set(const std::string& key, Node value);
  bool has(const std::string& key) const;

  Kind kind = Kind::text;
  std::string text;
  std::vector<std::pair<std::string, Node>> entries;  ///< a list's items have empty names
};

/// The two outer levels in lines of their own, all texts in quotes.
std::string to_yaml(const Node& node);

/// Each way to leave out one branch, the largest first.
std::vector<Node> smaller(const Node& node);

/// An event as it arrives, and the instant that it is when it has been taken.
struct Arrival {
  Event event;
  Instant clock{};
};

struct Scenario {
  Node charter;
  std::vector<Arrival> arrivals;
  Duration arrives_within{};  ///< how late any event of a case may come
};

/// Random scenarios, each with all its smaller ones.
rc::Gen<Scenario> scenarios();

/// For people: the charter, the events in their order of arrival, the clock beside them.
std::string describe(const Scenario& scenario);

/// "2026-03-29T01:00:00.000001Z".
std::string show(Instant t);

}  // namespace charterd::slow
