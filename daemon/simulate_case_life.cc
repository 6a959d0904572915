#include "daemon/simulate_case_life.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "daemon/simulate_case_clock.h"
#include "daemon/simulator.h"

namespace charterd::daemon {
namespace {

using Begin = config::CaseMeasure::End::Kind;

constexpr double kNever = CaseClock::kNever;
constexpr double kVoided = 0.025;         // of all cases
constexpr double kReopened = 0.02;        // of those that close
constexpr double kForgotten = 0.01;       // of all cases: nobody closes them
constexpr double kPromisedAnew = 0.15;    // of the events that come repeatedly
constexpr double kPaused = 0.3;           // of all cases
constexpr double kPauseNeverEnds = 0.03;  // of the pauses
constexpr double kPauseLength = 86'400;   // elapsed seconds, the median
constexpr double kBegun = 0.65;           // cases in which an event that begins a measure comes
constexpr double kDecoy = 0.5;            // ends before which something like them comes
constexpr double kCommonType = 0.8;       // the first of several types
constexpr double kCutShort = 0.1;         // of the ends that would come after the closing

class Life {
 public:
  Life(const CaseKind& kind, Instant opening, double slowness, Random& random)
      : kind_(kind),
        opening_(opening),
        slowness_(slowness),
        random_(random),
        clock_(kind.calendar, opening) {}

  std::vector<CaseEvent> live() {
    key_ = fmt::format("{}-{:010x}", kind_.id, random_.next() >> 24);
    open();
    plan_tracks();
    plan_closing();
    pause();
    voided_ = !kind_.voids.empty() && random_.chance(kVoided) ? close_ * random_.uniform() : kNever;
    if (voided_ != kNever) add(voided_, kind_.voids);
    write_tracks();
    write_others();
    write_closing();
    std::stable_sort(events_.begin(), events_.end(),
                     [](const CaseEvent& a, const CaseEvent& b) { return a.time < b.time; });
    return std::move(events_);
  }

 private:
  struct Plan {
    double begin = kNever;
    double end = kNever;
  };

  // --- what happens when

  void open() {
    CaseEvent& event = write(opening_, kind_.opens, kind_.opens.fields);
    tell(event, kind_.at_opening, kind_.numbers_at_opening);
    due_ = kind_.latest_due;
    if (!kind_.due_field.empty() && random_.chance(kind_.due_chance)) promise(0, event);
  }

  void promise(double now, CaseEvent& event) {
    due_ = now + kind_.due_length * (0.7 + 0.8 * random_.uniform());
    const auto due = clock_.at(due_);
    if (!due) return;
    std::string text;
    append_time(std::chrono::ceil<std::chrono::minutes>(*due), text);
    event.fields.push_back({kind_.due_field, std::move(text)});
  }

  double length_of(const CaseTrack& track) {
    const double limit = track.of_due ? due_ : track.limit;
    const double z = random_.normal() - normal_quantile(track.met);
    return std::clamp(
        limit * std::exp(track.sigma * z) * slowness_ * trend_factor(track.trend, opening_), 1.0,
        CaseClock::kLongest);
  }

  // What begins with the opening, and what the closing ends.
  void plan_tracks() {
    plans_.resize(kind_.tracks.size());
    double latest = 0;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const CaseTrack& track = kind_.tracks[i];
      if (track.begins == Begin::closes) continue;
      const double length = length_of(track);
      plans_[i].begin = track.begins == Begin::opens ? 0 : begin_of(track, i, length);
      plans_[i].end = random_.chance(track.missing) ? kNever : plans_[i].begin + length;
      if (track.to_closing() && close_ == kNever) close_ = plans_[i].end;
      if (plans_[i].end != kNever) latest = std::max(latest, plans_[i].end);
    }
    const double usual = latest > 0 ? latest : kind_.usual_length * random_.exponential();
    if (close_ == kNever) close_ = usual * (1 + 0.3 * random_.exponential());
  }

  // Measures that begin with the same event begin together; kNever in some cases.
  double begin_of(const CaseTrack& track, std::size_t index, double length) {
    for (std::size_t i = 0; i < index; ++i) {
      const Emission& other = kind_.tracks[i].from;
      if (other.types == track.from.types && other.fields == track.from.fields) {
        return plans_[i].begin;
      }
    }
    if (!track.to_closing() && !random_.chance(kBegun)) return kNever;
    return length * (0.05 + 0.3 * random_.uniform());
  }

  void plan_closing() {
    closes_ = !kind_.closes.empty() && !random_.chance(kForgotten);
    if (!closes_) return;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const CaseTrack& track = kind_.tracks[i];
      if (track.begins == Begin::closes) {
        plans_[i].begin = close_;
        plans_[i].end = random_.chance(track.missing) ? kNever : close_ + length_of(track);
        continue;
      }
      if (plans_[i].begin > close_) plans_[i].begin = kNever;
      if (plans_[i].begin == kNever) plans_[i].end = kNever;
      if (plans_[i].end == kNever || plans_[i].end < close_) continue;
      // Hardly anybody closes a case before the rest is done.
      const double part = 0.5 + 0.48 * random_.uniform();
      plans_[i].end =
          random_.chance(kCutShort) ? kNever : plans_[i].begin + part * (close_ - plans_[i].begin);
    }
  }

  void pause() {
    if (kind_.pauses.empty() || !random_.chance(kPaused)) return;
    const double share = static_cast<double>(kind_.pauses.size()) * random_.uniform();
    const auto& [from, to] = kind_.pauses[static_cast<std::size_t>(share)];
    const double begin = close_ * (0.1 + 0.7 * random_.uniform());
    const bool ends = !random_.chance(kPauseNeverEnds);
    clock_.pause(begin, ends ? kPauseLength * std::exp(random_.normal()) : kNever);
    add(begin, from);
    if (ends) write(clock_.resumes(), to, to.fields);
  }

  // --- what is written of it

  void write_tracks() {
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const CaseTrack& track = kind_.tracks[i];
      const Plan& plan = plans_[i];
      if (track.begins == Begin::event && is_first(i)) {
        if (plan.begin != kNever) {
          add(plan.begin, track.from);
        } else if (!track.from.decoy.empty()) {
          add(close_ * 0.3 * (0.1 + random_.uniform()), track.from, track.from.decoy);
        }
      }
      if (track.to_closing() || plan.begin == kNever) continue;
      if (!track.to.decoy.empty() && random_.chance(kDecoy)) {
        const double end = plan.end == kNever ? plan.begin + kind_.usual_length : plan.end;
        add(plan.begin + (end - plan.begin) * 0.1 * random_.uniform(), track.to, track.to.decoy);
      }
      if (plan.end == kNever) continue;
      CaseEvent* event = add(plan.end, track.to);
      if (kind_.closes.empty() && event != nullptr) tell_what_came_of_it(*event);
    }
  }

  bool is_first(std::size_t index) const {
    const Emission& from = kind_.tracks[index].from;
    for (std::size_t i = 0; i < index; ++i) {
      const Emission& other = kind_.tracks[i].from;
      if (other.types == from.types && other.fields == from.fields) return false;
    }
    return true;
  }

  void write_others() {
    for (const CaseRepeat& repeat : kind_.repeats) {
      constexpr int kMost = 20;
      for (int i = 0; i < kMost && random_.chance(repeat.again); ++i) {
        const double now = close_ * random_.uniform();
        CaseEvent* event = add(now, repeat.event);
        if (event == nullptr || kind_.due_field.empty()) continue;
        if (random_.chance(kPromisedAnew)) promise(now, *event);
      }
    }
    for (const CaseOnce& once : kind_.once) {
      if (random_.chance(once.chance)) add(close_ * random_.uniform(), once.event);
    }
  }

  void write_closing() {
    if (!closes_) return;
    CaseEvent* event = add(close_, kind_.closes);
    if (event == nullptr) return;
    tell_what_came_of_it(*event);
    if (kind_.reopens.empty() || !random_.chance(kReopened)) return;
    const double again = close_ + kind_.usual_length * 0.2 * random_.exponential();
    add(again, kind_.reopens);
    event = add(again + kind_.usual_length * 0.3 * random_.exponential(), kind_.closes);
    if (event != nullptr) tell_what_came_of_it(*event);
  }

  // nullptr: it does not come to that.
  CaseEvent* add(double length, const Emission& emission) {
    return add(length, emission, emission.fields);
  }
  CaseEvent* add(double length, const Emission& emission, const Emission::Fields& fields) {
    if (length > voided_) return nullptr;
    const auto time = clock_.at(length);
    return time ? &write(*time, emission, fields) : nullptr;
  }

  CaseEvent& write(Instant time, const Emission& emission, const Emission::Fields& fields) {
    CaseEvent event;
    event.time = std::chrono::floor<std::chrono::milliseconds>(time);
    std::size_t type = 0;
    while (type + 1 < emission.types.size() && !random_.chance(kCommonType)) ++type;
    event.type = emission.types[type];
    event.fields.push_back({kind_.key_field, key_});
    for (const auto& [name, text] : fields) event.fields.push_back({name, text});
    return events_.emplace_back(std::move(event));
  }

  void tell_what_came_of_it(CaseEvent& event) {
    tell(event, kind_.at_closing, kind_.numbers_at_closing);
  }

  void tell(CaseEvent& event, const std::vector<Choice>& texts,
            const std::vector<Number>& numbers) {
    for (const Choice& choice : texts) {
      const std::size_t index = random_.pick(choice.weights);
      if (choice.presence < 1 && !random_.chance(choice.presence)) continue;
      event.fields.push_back({choice.field, choice.values[index]});
    }
    for (const Number& number : numbers) {
      const double value = number.median * std::exp(number.sigma * random_.normal());
      event.fields.push_back(
          {number.field,
           fmt::format("{:.{}f}", std::clamp(value, number.lowest, number.highest),
                       number.decimals),
           true});
    }
  }

  const CaseKind& kind_;
  Instant opening_;
  double slowness_;
  Random& random_;
  CaseClock clock_;
  std::string key_;
  double due_ = 0;
  double close_ = kNever;
  bool closes_ = false;
  double voided_ = kNever;
  std::vector<Plan> plans_;
  std::vector<CaseEvent> events_;
};

}  // namespace

std::vector<CaseEvent> live(const CaseKind& kind, Instant opening, double slowness,
                            Random& random) {
  return Life(kind, opening, slowness, random).live();
}

}  // namespace charterd::daemon
