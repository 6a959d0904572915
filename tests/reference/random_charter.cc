#include "tests/reference/random_charter.h"

#include <algorithm>
#include <initializer_list>

namespace charterd::slow {
namespace {

// A case as it is made: what its targets can name.
struct Made {
  std::string id;
  Node node;
  bool calendar = false, closes = false, due = false;
  std::vector<std::string> times, counts;  // its measures
};

class Maker {
 public:
  explicit Maker(Dice& dice) : dice_(dice) {}

  Node charter() {
    std::vector<Made> cases = {make_case("order")};
    if (dice_.chance(40)) cases.push_back(make_case("ticket"));
    Node charter = Node::map({});
    charter.set("organization", "Random Outfitters")
        .set("timezone", dice_.pick({"UTC", "Europe/Prague", "America/New_York", "Asia/Kolkata",
                                     "Australia/Lord_Howe"}));
    charter.set("scope", Node::map({{"segment", Node::list({"new", "old"})}}))
        .set("calendars", Node::map({{"office", calendar()}}))
        .set("measures", Node::map({{"score", Node::map({{"events", "survey.answered"},
                                                         {"value", "score"},
                                                         {"unit", "points"}})}}));
    Node kinds = Node::map({});
    for (Made& made : cases) kinds.set(made.id, made.node);
    Node targets = Node::map({});
    const std::int64_t count = dice_.between(1, 4);
    for (std::int64_t i = 0; i < count; ++i) {
      targets.set("t" + std::to_string(i), target(dice_.pick(cases)));
    }
    charter.set("cases", std::move(kinds)).set("targets", std::move(targets));
    if (dice_.chance(20)) charter.set("exempt", Node::list({exemption(count)}));
    return charter;
  }

 private:
  // ---- calendars and periods -------------------------------------------------------------------

  Node calendar() {
    Node hours = Node::map({});
    hours.set(dice_.pick({"mon-fri", "mon-sun", "tue-sat"}),
              dice_.pick({"08:00-12:00, 13:00-17:00", "00:00-24:00", "09:00-17:30",
                          "00:00-02:30, 02:45-06:00, 20:00-24:00", "01:00-03:00, 22:00-24:00"}));
    if (dice_.chance(30) && !hours.has("mon-sun")) {
      hours.set(hours.has("mon-fri") ? "sat" : "mon", "09:00-13:00");
    }
    Node office = Node::map({{"hours", std::move(hours)}});
    if (dice_.chance(50)) {
      office.set("holidays", Node::list({dice_.pick({"2026-03-27", "2026-03-30", "2026-03-09"}),
                                         dice_.pick({"2026-10-23", "2026-10-26", "2026-11-02"}),
                                         dice_.pick({"2026-04-03", "2026-04-06", "2026-10-05"})}));
    }
    return office;
  }

  Node period() {
    const std::string month = dice_.pick({"2026-03-", "2026-10-"});
    return Node::map({{"from", month + dice_.pick({"06", "24", "28", "29"})},
                      {"to", month + dice_.pick({"30", "31", "30T06:30:00Z"})}});
  }

  Node exemption(std::int64_t targets) {
    Node node = period();
    node.set("because", "A flood.");
    if (dice_.chance(50)) {
      node.set("targets", Node::list({"t" + std::to_string(dice_.below(targets))}));
    }
    return node;
  }

  // ---- cases -----------------------------------------------------------------------------------

  Node field_condition() {
    switch (dice_.below(6)) {
      case 0:
        return Node::map({{"auto", "false"}});
      case 1:
        return Node::map({{"auto", "!= true"}});
      case 2:
        return Node::map({{"kind", dice_.chance(50) ? Node("absent") : Node::list({"a", "b"})}});
      case 3:
        return Node::map({{"priority", dice_.pick({"<= 2", "> 1", "= 2", "!= 2", "present"})}});
      case 4:
        return Node::list({Node::map({{"auto", "false"}}), Node::map({{"kind", "a"}})});
      default:
        return Node::map({{"segment", dice_.pick({"new", "!= new", "present"})},
                          {"not", Node::map({{"kind", "b"}})}});
    }
  }

  std::string any_type(const std::string& id) {
    return id + dice_.pick({".placed", ".completed", ".cancelled", ".returned", ".waiting",
                            ".resumed", ".hold", ".unhold", ".replied", ".revised", ".touched"});
  }

  // Mostly the event that a reader would expect.
  Node selector(const std::string& id, const char* usual) {
    const std::string type = dice_.chance(88) ? id + usual : any_type(id);
    const std::int64_t roll = dice_.below(100);
    if (roll < 62) return type;
    std::string other = dice_.chance(15) ? "survey.answered" : any_type(id);
    if (other == type) other = id + ".touched.again";
    Node names = dice_.chance(50) ? Node(type) : Node::list({type, other});
    if (roll < 75) return names;
    return Node::map({{"event", std::move(names)}, {"where", field_condition()}});
  }

  Node pause(const std::string& id, bool second) {
    return Node::map({{"from", selector(id, second ? ".hold" : ".waiting")},
                      {"to", selector(id, second ? ".unhold" : ".resumed")}});
  }

  Node due(const Made& made) {
    Node node = Node::map({});
    const std::int64_t roll = dice_.below(3);
    if (roll != 0) node.set("field", "agreed");
    if (roll != 1) node.set("otherwise", limit(made));
    return node;
  }

  Node time_measure(const Made& made) {
    Node node = Node::map({});
    const std::int64_t from = dice_.below(100);
    const bool from_closes = made.closes && from < 25;
    node.set("from", from_closes ? Node("closes")
                     : from < 75 ? Node("opens")
                                 : selector(made.id, ".waiting"));
    if (made.closes && !from_closes && dice_.chance(45)) return node.set("to", "closes");
    return node.set("to", selector(made.id, dice_.chance(70) ? ".replied" : ".resumed"));
  }

  Made make_case(const std::string& id) {
    Made made;
    made.id = id;
    made.calendar = dice_.chance(75);
    made.closes = dice_.chance(85);
    made.due = dice_.chance(55);
    made.node = Node::map({{"key", id}, {"opens", selector(id, ".placed")}});
    if (made.closes) made.node.set("closes", selector(id, ".completed"));
    if (dice_.chance(30)) made.node.set("voids", selector(id, ".cancelled"));
    if (made.closes && dice_.chance(50)) made.node.set("reopens", selector(id, ".returned"));
    if (dice_.chance(60)) made.node.set("pauses", pauses(id));
    if (made.calendar) made.node.set("calendar", "office");
    if (made.due) made.node.set("due", due(made));
    made.node.set("measures", measures(made));
    return made;
  }

  Node pauses(const std::string& id) {
    if (dice_.chance(50)) return pause(id, false);
    Node list = Node::list({pause(id, false), pause(id, true)});
    if (dice_.chance(20)) list.entries.emplace_back("", pause(id, false));
    return list;
  }

  Node measures(Made& made) {
    Node node = Node::map({});
    const std::int64_t times = dice_.between(1, 3);
    for (std::int64_t i = 0; i < times; ++i) {
      made.times.push_back(made.id + "_time" + std::to_string(i));
      node.set(made.times.back(), time_measure(made));
    }
    if (dice_.chance(50)) {
      made.counts.push_back(made.id + "_count");
      node.set(made.counts.back(), Node::map({{"count", selector(made.id, ".revised")}}));
    }
    return node;
  }

  // ---- limits and conditions -------------------------------------------------------------------

  std::string elapsed() {
    return dice_.pick({"10m", "1h", "90m", "4h", "8h", "24h", "30h", "2 days", "0s"});
  }
  std::string business() {
    return dice_.pick({"1 business hour", "90 business minutes", "4 business hours",
                       "8 business hours", "12 business hours"});
  }
  std::string limit_in_days(bool calendar) {
    if (calendar && dice_.chance(65))
      return dice_.pick({"1 working day", "2 working days", "5 working days"});
    return dice_.pick({"1 calendar day", "2 calendar days", "3 calendar days"});
  }
  std::string limit(const Made& made) {
    const std::int64_t roll = dice_.below(3);
    if (roll == 0) return limit_in_days(made.calendar);
    const std::string found = roll == 1 && made.calendar ? business() : elapsed();
    return found == "0s" ? "4h" : found;
  }

  std::string time_test(const Made& made) {
    const std::int64_t roll = dice_.below(100);
    if (made.due && roll < 22) return "by due";
    if (roll < 29) return "present";
    if (roll < 34) return "absent";
    const std::string order = dice_.pick({"<= ", "<= ", "<= ", "< ", "> ", ">= "});
    if (roll < 55) return order + limit_in_days(made.calendar);
    const std::string amount = made.calendar && roll < 78 ? business() : elapsed();
    return (dice_.chance(85) ? order : dice_.pick({"= ", "!= "})) + amount;
  }

  std::string count_test() {
    return dice_.pick({"< 1",  "< 2",  "< 3",  "<= 0",   "<= 1",    "<= 2",   "> 0",
                       "> 1",  ">= 1", ">= 2", ">= 3",   "= 0",     "= 1",    "= 2",
                       "!= 0", "!= 1", "!= 2", "<= 1.5", "present", "absent", "2"});
  }

  void add_test(const Made& made, Node& map) {
    const std::int64_t roll = dice_.below(100);
    if (roll < 50) {
      map.set(dice_.pick(made.times), time_test(made));
    } else if (roll < 65 && !made.counts.empty()) {
      map.set(made.counts.front(), count_test());
    } else if (roll < 80) {
      const std::string type = dice_.chance(85) ? any_type(made.id) : "survey.answered";
      map.set("event", dice_.chance(80) ? Node(type) : Node::list({type, made.id + ".revised"}));
    } else if (roll < 85) {
      map.set("agreed", dice_.pick({"present", "absent"}));
    } else {
      map.set(dice_.pick({"priority", "auto"}),
              dice_.pick({"present", "absent", "2", "!= 2", "true", "<= 2"}));
    }
  }

  Node condition_map(const Made& made, const std::string& subject, int depth) {
    Node map = Node::map({});
    const std::int64_t tests = dice_.chance(55) ? 1 : dice_.between(2, 3);
    for (std::int64_t i = 0; i < tests; ++i) add_test(made, map);
    if (!subject.empty() && dice_.chance(85)) {
      const bool counts = !made.counts.empty() && subject == made.counts.front();
      map.set(subject, counts ? count_test() : time_test(made));
    }
    if (depth < 2 && dice_.chance(20)) map.set("not", condition(made, "", depth + 1));
    return map;
  }

  Node condition(const Made& made, const std::string& subject, int depth) {
    if (dice_.chance(78)) return condition_map(made, subject, depth);
    return Node::list({condition_map(made, subject, depth), condition_map(made, subject, depth)});
  }

  // ---- targets ---------------------------------------------------------------------------------

  Node target(const Made& made) {
    Node node = Node::map({});
    const std::int64_t roll = dice_.below(100);
    if (roll < 8) {
      score(node);
    } else if (roll < 30) {
      statistic(made, node);
    } else {
      share(made, node);
    }
    if (roll >= 8 && dice_.chance(30)) node.set("exclude", condition(made, "", 1));
    if (dice_.chance(25)) node.set("where", field_condition());
    if (dice_.chance(50)) node.set("by", labels());
    node.set("window", dice_.pick({"30 minutes", "6 hours", "7 hours", "1 day", "3 days", "12 days",
                                   "28 days", "calendar day", "calendar week", "calendar month",
                                   "calendar quarter"}));
    if (dice_.chance(20)) node.set("minimum_events", dice_.pick({"1", "2", "4"}));
    if (dice_.chance(12)) node.set("active", period());
    return node;
  }

  Node labels() {
    if (dice_.chance(40)) return "segment";
    if (dice_.chance(50)) return "site";
    return Node::list({"kind", "segment"});
  }

  void score(Node& node) {
    node.set("measure", "score");
    if (dice_.chance(50)) {
      node.set("goal", "mean at least 2");
    } else {
      node.set("goal", "at least 50%").set("good", Node::map({{"score", ">= 2"}}));
    }
  }

  void statistic(const Made& made, Node& node) {
    const std::string side = dice_.pick({" at least ", " at most "});
    std::vector<std::string> all = made.times;
    all.insert(all.end(), made.counts.begin(), made.counts.end());
    const std::string measure = dice_.pick(all);
    const bool counts = !made.counts.empty() && measure == made.counts.front();
    const std::string name = dice_.pick({"mean", "median", "p90", "p25", "sum", "count"});
    node.set("measure", measure);
    if (counts || name == "count") {
      node.set("goal", name + side + dice_.pick({"1", "2", "3"}));
    } else {
      node.set("goal", name + side + (made.calendar && dice_.chance(50) ? business() : elapsed()));
    }
  }

  void share(const Made& made, Node& node) {
    std::string subject;
    if (dice_.chance(60)) {
      subject = dice_.pick(made.times);
      if (!made.counts.empty() && dice_.chance(25)) subject = made.counts.front();
    }
    node.set("measure", subject.empty() ? made.id : subject);
    const std::int64_t kind = dice_.below(10);
    const std::string percent = dice_.pick({"50%", "66.7%", "80%", "90%", "0%", "100%", "5%"});
    node.set("goal", kind < 5   ? "at least " + percent
                     : kind < 8 ? "at most " + percent
                                : std::string("every one"));
    node.set(kind >= 5 && kind < 8 ? "bad" : "good", condition(made, subject, 0));
  }

  Dice& dice_;
};

}  // namespace

Node random_charter(Dice& dice) { return Maker(dice).charter(); }

}  // namespace charterd::slow
