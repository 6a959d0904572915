#include "tests/reference/slow_judge.h"

#include <algorithm>

#include "tests/reference/slow_condition.h"

namespace charterd::slow {
namespace {

using config::Target;
using config::Test;

bool names_due(const config::Condition& condition) {
  return std::any_of(condition.any_of.begin(), condition.any_of.end(), [](const auto& map) {
    return std::any_of(map.all_of.begin(), map.all_of.end(),
                       [](const Test& test) { return test.kind == Test::Kind::by_due; }) ||
           std::any_of(map.none_of.begin(), map.none_of.end(), names_due);
  });
}

class Judge {
 public:
  Judge(const Target& target, const config::Charter& charter, const CaseStory& story, Instant now)
      : target_(target), charter_(charter), story_(story), now_(now) {}

  Judgement judge() const {
    if (story_.opening == nullptr || story_.voided) return {};
    if (target_.where && !holds(*target_.where, story_.opening->fields)) return {};
    return target_.goal.is_share() ? share() : statistic();
  }

 private:
  bool is_left_out() const {
    if (!target_.exclude) return false;
    return Asker(story_, now_, true).ask(*target_.exclude).kind == Answer::Kind::yes;
  }

  std::optional<Measured> subject() const {
    if (target_.subject != Target::Subject::case_measure) return std::nullopt;
    return measure(story_, find_measure(*story_.kind, target_.measure));
  }

  Judgement pending() const {
    if (is_left_out()) return {};
    return {Judgement::Kind::pending, {}, false, 0};
  }

  // Seasons and exclusions, by the outcome's date.
  Judgement decided(Judgement judgement) const {
    if (target_.active && !target_.active->contains(judgement.at)) return {};
    if (is_exempt(charter_, target_, judgement.at) || is_left_out()) {
      return {Judgement::Kind::excluded, judgement.at, false, 0};
    }
    return judgement;
  }

  Judgement share() const {
    const auto own = subject();
    const bool begun = !own || own->counts || own->begin;
    // Only what has begun is in the target's scope.
    if (!begun) return {};
    if (!story_.due && tests_due(target_)) return {Judgement::Kind::no_due, {}, false, 0};
    const config::Condition& condition = target_.good ? *target_.good : *target_.bad;
    const Asker asker(story_, now_, false);
    const Answer answer = asker.ask(condition);
    if (answer.kind == Answer::Kind::open) return pending();
    const bool kept = (answer.kind == Answer::Kind::yes) == target_.good.has_value();
    if (kept) return decided({Judgement::Kind::good, answer.since, false, 0});
    return decided({Judgement::Kind::bad, answer.since, asker.runs_late(condition), 0});
  }

  Judgement statistic() const {
    const Measured own = *subject();
    if (own.counts) {
      if (!story_.closed) return pending();
      return decided({Judgement::Kind::good, *story_.closed, false,
                      static_cast<std::int64_t>(own.counted.size()) * kFixedOne});
    }
    if (own.end) {
      const Clock clock(*own.begin, target_.goal.business_clock ? story_.work : nullptr,
                        story_.pauses);
      return decided({Judgement::Kind::good, *own.end, false, clock.reads_at(*own.end).count()});
    }
    const bool runs = own.begin && (!story_.closed || own.from_closes);
    return runs ? pending() : Judgement{};
  }

  const Target& target_;
  const config::Charter& charter_;
  const CaseStory& story_;
  Instant now_;
};

}  // namespace

Judgement judge(const Target& target, const config::Charter& charter, const CaseStory& story,
                Instant now) {
  return Judge(target, charter, story, now).judge();
}

bool tests_due(const Target& target) {
  return (target.good && names_due(*target.good)) || (target.bad && names_due(*target.bad));
}

bool is_exempt(const config::Charter& charter, const Target& target, Instant at) {
  return std::any_of(
      charter.exemptions.begin(), charter.exemptions.end(), [&](const config::Exemption& each) {
        const auto& of = each.targets;
        const bool meant = of.empty() || std::find(of.begin(), of.end(), target.id) != of.end();
        return meant && each.period.contains(at);
      });
}

}  // namespace charterd::slow
