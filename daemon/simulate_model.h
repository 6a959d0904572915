// What the simulated events of one kind look like: plain values, made of a charter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/charter.h"

namespace charterd::daemon {

/// A field with one of a few texts.
struct Choice {
  std::string field;
  std::vector<std::string> values;
  std::vector<double> weights;   ///< as many as values
  std::vector<double> slowness;  ///< the same: how waits of this value compare with others, near 1
  double presence = 1;           ///< in this share of events the field is there
  /// Values with a higher share when all goes well; empty when it makes no difference.
  std::vector<bool> good;
};

/// How a figure is to move: by this part of itself, straight from the one instant to the other.
struct Trend {
  Instant from{}, to{};
  double change = 0;  ///< -0.5: down to one half
};

/// What the trend makes of a figure at a time: 1 halfway, where the limits of other targets are
/// met.
double trend_factor(const std::optional<Trend>& trend, Instant time);

/// A field with a number.
struct Number {
  enum class Kind {
    wait,    ///< log-normal; grows when it is busy and in an outage
    amount,  ///< log-normal; the same at all times
    score,   ///< one of a few steps in a range; falls in an outage
  };
  std::string field;
  Kind kind = Kind::amount;
  double median = 1;                                      ///< wait, amount: in the field's own unit
  double sigma = 1;                                       ///< wait, amount: of the logarithm
  double lowest = 0, highest = 10, step = 1, centre = 5;  ///< score
  int decimals = 0;
  double patience = 0;  ///< wait: half of the customers would go away before this; 0: nobody does
  std::optional<Trend> trend;
};

/// Event types that are each other's alternatives (answered, abandoned): one arrival gives one.
struct EventKind {
  std::vector<std::string> types;  ///< the common one first
  /// By type: the indexes of the numbers that its events carry.
  std::vector<std::vector<std::size_t>> carries;
  std::vector<Choice> choices;
  std::vector<Number> numbers;
  double weight = 1;  ///< its share among all arrivals
};

/// Every kind of event that the charter's measures on single events need; empty when it has none.
std::vector<EventKind> simulated_kinds(const config::Charter& charter);

/// The chance of each step, from the lowest, when the score's centre is moved by `shift`.
void score_weights(const Number& score, double shift, std::vector<double>& weights);

}  // namespace charterd::daemon
