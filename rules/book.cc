#include "rules/book.h"

#include <utility>
#include <vector>

#include "config/packed.h"
#include "rules/ledger.h"

namespace charterd::rules {

namespace {

constexpr StepId kMinutesAhead = 6;

template <class Cell>
class BookOf final : public Book {
 public:
  BookOf(const TargetPlan& target, bool metrics, bool tracks)
      : keep_(retention_of(target, metrics)),
        metrics_(metrics),
        ends_(target.ends),
        parts_(target.by.size()) {
    keep_.tracks = tracks;
    const auto& baseline = target.config->baseline;
    if (target.config->goal.is_improvement() && baseline) baseline_ = baseline->period;
  }

  void add(const Outcome& outcome, const When& when, std::span<const LabelIndex> values,
           std::int64_t times, bool first) override {
    // Minutes and hours are only for the verdict, which ends with the target.
    const bool in_time = !ends_ || when.time < *ends_;
    const bool in_baseline = baseline_ && baseline_->contains(when.time);
    const auto count = [&](Series& series) {
      series.outcomes += times;
      series.changed = true;
      series.ledger.add(when, keep_, in_time, outcome, times);
      if (in_baseline) series.baseline.add(outcome, times);
      if (!metrics_ || !first) return;
      series.decided.add(outcome, times);
      series.ever_decided = true;
    };
    count(all_);
    for (std::size_t i = 0; i < values.size(); ++i) count(series_of(i, values[i]));
  }

  bool seen(PartRef part) const override {
    const Series* series = find(part);
    return series != nullptr && series->outcomes > 0;
  }
  bool ever_decided(PartRef part) const override {
    const Series* series = find(part);
    return series != nullptr && series->ever_decided;
  }
  Sums rolling(PartRef part, Duration length, Instant t) const override {
    return sums(part, [&](const Series& series) { return series.ledger.rolling(length, t); });
  }
  Sums days(PartRef part, const DaySpan& days) const override {
    return sums(part, [&](const Series& series) { return series.ledger.days(days); });
  }
  Sums baseline(PartRef part) const override {
    return sums(part, [](const Series& series) -> const Cell& { return series.baseline; });
  }
  Sums decided(PartRef part) const override {
    return sums(part, [](const Series& series) -> const Cell& { return series.decided; });
  }

  void save(std::int64_t target, config::RowChanges& changes) override {
    config::Packer scratch;
    config::RowKey key{config::Table::steps, target, kAllParts};
    save(all_, key, changes, scratch);
    for (std::size_t label = 0; label < parts_.size(); ++label) {
      for (std::size_t value = 0; value < parts_[label].size(); ++value) {
        if (!parts_[label][value]) continue;
        key.b = static_cast<std::int64_t>((label << kValueBits) | value);
        save(*parts_[label][value], key, changes, scratch);
      }
    }
  }

  bool restore(const config::RowKey& key, std::string_view value) override {
    Series* series = series_at(key.b);
    if (series == nullptr) return false;
    config::Unpacker from(value);
    if (key.table == config::Table::totals) {
      series->unpack(from);
    } else if (!series->ledger.restore(key, from)) {
      return false;
    }
    return from.ended();
  }

 private:
  struct Series {
    Ledger<Cell> ledger;
    Cell baseline;
    Cell decided;
    std::int64_t outcomes = 0;  // of all times
    bool ever_decided = false;
    bool changed = false;  // since it was saved

    void pack(config::Packer& to) const {
      to.integer(outcomes).flag(ever_decided);
      baseline.pack(to);
      decided.pack(to);
    }
    void unpack(config::Unpacker& from) {
      outcomes = from.integer();
      ever_decided = from.flag();
      baseline.unpack(from);
      decided.unpack(from);
    }
  };

  // A part as a number, of the stored form.
  static constexpr std::int64_t kAllParts = -1;
  static constexpr unsigned kValueBits = 16;

  static void save(Series& series, config::RowKey key, config::RowChanges& changes,
                   config::Packer& scratch) {
    if (!std::exchange(series.changed, false)) return;
    series.ledger.save(key, changes, scratch);
    scratch.clear();
    series.pack(scratch);
    key.table = config::Table::totals;
    changes.put(key, scratch.bytes());
  }

  Series* series_at(std::int64_t part) {
    if (part == kAllParts) return &all_;
    const auto label = static_cast<std::size_t>(part >> kValueBits);
    if (part < 0 || label >= parts_.size()) return nullptr;
    return &series_of(label, static_cast<LabelIndex>(part));
  }

  Series& series_of(std::size_t label, LabelIndex value) {
    auto& of_label = parts_[label];
    if (value >= of_label.size()) of_label.resize(std::size_t{value} + 1);
    if (!of_label[value]) of_label[value] = std::make_unique<Series>();
    return *of_label[value];
  }

  const Series* find(PartRef part) const {
    if (part.label == PartRef::kAll) return &all_;
    const auto& of_label = parts_[part.label];
    return part.value < of_label.size() ? of_label[part.value].get() : nullptr;
  }

  template <class Get>
  Sums sums(PartRef part, Get get) const {
    const Series* series = find(part);
    return series == nullptr ? Cell{}.sums() : get(*series).sums();
  }

  Retention keep_;
  bool metrics_;
  std::optional<Instant> ends_;
  std::optional<config::Period> baseline_;
  Series all_;
  std::vector<std::vector<std::unique_ptr<Series>>> parts_;  // by label, by value
};

}  // namespace

Retention retention_of(const TargetPlan& target, bool metrics) {
  Retention keep;
  keep.days = metrics || target.window.is_calendar();
  const auto need = [&keep](Duration length) {
    const Duration step = step_of(length);
    StepId& grain = step == kMinute ? keep.minutes : keep.hours;
    grain = std::max(grain, static_cast<StepId>(length / step));
  };
  if (!target.window.is_calendar()) need(target.window.length);
  for (const BurnPair& pair : target.burn) {
    need(pair.longer);
    need(pair.shorter);
  }
  if (metrics) {
    for (const Duration length : kShortWindows) need(length);
  }
  // Accepted events may be a few minutes ahead of the clock that windows end with.
  if (keep.minutes > 0) keep.minutes += kMinutesAhead;
  if (keep.hours > 0) keep.hours += 1;
  return keep;
}

std::unique_ptr<Book> make_book(const TargetPlan& target, bool metrics, bool tracks) {
  switch (target.cell) {
    case CellKind::share:
      return std::make_unique<BookOf<ShareCell>>(target, metrics, tracks);
    case CellKind::weighted:
      return std::make_unique<BookOf<WeightedCell>>(target, metrics, tracks);
    case CellKind::values:
      return std::make_unique<BookOf<ValueCell>>(target, metrics, tracks);
    case CellKind::sketch:
      break;
  }
  return std::make_unique<BookOf<SketchCell>>(target, metrics, tracks);
}

}  // namespace charterd::rules
