#include "tests/reference/scenario.h"

#include <algorithm>

#include <fmt/format.h>

#include "config/loader.h"
#include "tests/reference/random_charter.h"
#include "tests/reference/random_events.h"

namespace charterd::slow {
namespace {

std::string flow(const Node& node) {
  if (node.kind == Node::Kind::text) return fmt::format("\"{}\"", node.text);
  const bool map = node.kind == Node::Kind::map;
  std::string inside;
  for (const auto& [key, value] : node.entries) {
    if (!inside.empty()) inside += ", ";
    inside += map ? fmt::format("{}: {}", key, flow(value)) : flow(value);
  }
  return map ? fmt::format("{{{}}}", inside) : fmt::format("[{}]", inside);
}

// The events' numbers in the order of arrival.
void number(std::vector<Arrival>& arrivals) {
  for (std::size_t i = 0; i < arrivals.size(); ++i) arrivals[i].event.arrival = i;
}

rc::Seq<Arrival> smaller_arrivals(const Arrival& arrival) {
  std::vector<Arrival> found;
  for (const auto& [name, value] : arrival.event.fields) {
    found.push_back(arrival);
    found.back().event.fields.erase(name);
  }
  if (arrival.clock > arrival.event.time) {
    found.push_back(arrival);
    found.back().clock = arrival.event.time;
  }
  return rc::seq::fromContainer(std::move(found));
}

rc::Seq<Scenario> smaller_scenarios(const Scenario& scenario) {
  const auto with_arrivals = [scenario](std::vector<Arrival> arrivals) {
    number(arrivals);
    return Scenario{scenario.charter, std::move(arrivals), scenario.arrives_within};
  };
  const auto with_charter = [scenario](Node charter) {
    return Scenario{std::move(charter), scenario.arrivals, scenario.arrives_within};
  };
  std::vector<Scenario> in_time;
  if (scenario.arrives_within > Duration{}) in_time = {{scenario.charter, scenario.arrivals, {}}};
  return rc::seq::concat(
      rc::seq::map(rc::shrink::removeChunks(scenario.arrivals), with_arrivals),
      rc::seq::map(rc::seq::fromContainer(smaller(scenario.charter)), with_charter),
      rc::seq::map(rc::shrink::eachElement(scenario.arrivals, smaller_arrivals), with_arrivals),
      rc::seq::fromContainer(std::move(in_time)));
}

}  // namespace

Node Node::list(std::vector<Node> items) {
  Node node;
  node.kind = Kind::list;
  for (Node& item : items) node.entries.emplace_back("", std::move(item));
  return node;
}

Node Node::map(std::vector<std::pair<std::string, Node>> entries) {
  Node node;
  node.kind = Kind::map;
  node.entries = std::move(entries);
  return node;
}

Node& Node::set(const std::string& key, Node value) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& entry) { return entry.first == key; });
  if (found != entries.end()) {
    found->second = std::move(value);
  } else {
    entries.emplace_back(key, std::move(value));
  }
  return *this;
}

bool Node::has(const std::string& key) const {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return entry.first == key; });
}

std::string to_yaml(const Node& node) {
  std::string text;
  for (const auto& [key, value] : node.entries) {
    if (value.kind != Node::Kind::map) {
      text += fmt::format("{}: {}\n", key, flow(value));
      continue;
    }
    text += key + ":\n";
    for (const auto& [inner, part] : value.entries) {
      text += fmt::format("  {}: {}\n", inner, flow(part));
    }
  }
  return text;
}

std::vector<Node> smaller(const Node& node) {
  std::vector<Node> found;
  for (std::size_t i = 0; i < node.entries.size(); ++i) {
    found.push_back(node);
    found.back().entries.erase(found.back().entries.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (node.kind == Node::Kind::list && node.entries.size() == 1) {
    found.push_back(node.entries.front().second);
  }
  for (std::size_t i = 0; i < node.entries.size(); ++i) {
    for (Node& part : smaller(node.entries[i].second)) {
      found.push_back(node);
      found.back().entries[i].second = std::move(part);
    }
  }
  return found;
}

rc::Gen<Scenario> scenarios() {
  return [](const rc::Random& random, int) {
    rc::Random bits = random;
    Dice dice(bits.next());
    Scenario scenario{random_charter(dice), {}, {}};
    if (dice.chance(25)) scenario.arrives_within = std::chrono::minutes{dice.between(1, 1'560)};
    const auto charter = config::parse_charter(to_yaml(scenario.charter), "charter.yml");
    if (charter.value) scenario.arrivals = random_arrivals(dice, *charter.value);
    number(scenario.arrivals);
    return rc::shrinkable::shrinkRecur(std::move(scenario), smaller_scenarios);
  };
}

std::string show(Instant t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{t - day};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  const auto micros = clock.subseconds().count();
  return text + (micros == 0 ? "Z" : fmt::format(".{:06}Z", micros));
}

std::string describe(const Scenario& scenario) {
  std::string text = to_yaml(scenario.charter);
  if (scenario.arrives_within > Duration{}) {
    text += fmt::format("# arrives within {} s\n", scenario.arrives_within.count() / kFixedOne);
  }
  for (const auto& [event, clock] : scenario.arrivals) {
    text += fmt::format("{} {} ({}/{}/{})", show(event.time), event.type, event.source,
                        event.stream, event.offset);
    for (const auto& [name, value] : event.fields) {
      text += fmt::format(" {}={}", name, value.instant ? show(*value.instant) : value.text);
    }
    text += clock > event.time ? fmt::format("   T {}\n", show(clock)) : "\n";
  }
  return text;
}

}  // namespace charterd::slow
