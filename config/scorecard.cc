#include "config/scorecard.h"

#include <algorithm>

#include "config/smart_items.h"

namespace charterd::config {

int Scorecard::warnings() const {
  auto found = static_cast<int>(document.size());
  for (const TargetScore& score : targets) {
    found += static_cast<int>(
        std::count_if(score.items.begin(), score.items.end(),
                      [](const SmartItem& item) { return item.grade != Grade::present; }));
  }
  return found;
}

Scorecard score(const Charter& charter) {
  Scorecard card;
  for (const Target& target : charter.targets) {
    card.targets.push_back({target.id,
                            {specific(target), measurable(target), achievable(target, charter),
                             relevant(target, charter), time_bound(target, charter)}});
  }
  card.document = lacking(charter);
  return card;
}

}  // namespace charterd::config
