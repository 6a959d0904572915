#include "collectors/queue_log_format.h"

#include <algorithm>

#include "collectors/queue_log_events.h"

namespace charterd::collectors {
namespace {

constexpr std::array<std::string_view, 5> kFixedNames = {"time", "callid", "queue", "agent",
                                                         "event"};
constexpr std::size_t kEventPart = 4;

Slot slot_of(const SlotNames& slots, std::string_view name, Slot nobody) {
  const auto& names = slots.names();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? nobody : static_cast<Slot>(found - names.begin());
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace

QueueLogFormat::QueueLogFormat(const SlotNames& slots) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    slots_[i] = i < kFixed ? slot_of(slots, kFixedNames[i], kNobody)
                           : slot_of(slots, "data" + std::to_string(i - kFixed + 1), kNobody);
  }
  queue_name_ = slot_of(slots, "queuename", kNobody);
  std::vector<std::string> names;
  for (const QueueLogEvent& event : queue_log_events()) {
    names.emplace_back(event.event);
    auto& parameters = parameters_.emplace_back();
    const auto words = words_of(event.parameters);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const bool from_end = words[i].front() == '<';
      const Slot slot = slot_of(slots, words[i].substr(from_end ? 1 : 0), kNobody);
      if (slot == kNobody) continue;
      const int place = static_cast<int>(i) - (from_end ? static_cast<int>(words.size()) : 0);
      parameters.push_back({slot, place});
    }
  }
  events_ = KeyIndex(names);
}

bool QueueLogFormat::read(std::string_view text, SlotValues& slots) {
  std::size_t count = 0;
  for (; count < parts_.size(); ++count) {
    const std::size_t bar = text.find('|');
    parts_[count] = text.substr(0, bar);
    if (bar == std::string_view::npos) {
      ++count;
      break;
    }
    text.remove_prefix(bar + 1);
  }
  if (count < kFixed || parts_[0].empty() || parts_[kEventPart].empty()) return false;
  for (std::size_t i = 1; i < kEventPart; ++i) {
    if (parts_[i] == "NONE") parts_[i] = {};
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (slots_[i] != kNobody) slots.values[slots_[i]] = parts_[i];
  }
  if (queue_name_ != kNobody) slots.values[queue_name_] = parts_[2];
  read_parameters(count - kFixed, slots);
  return true;
}

void QueueLogFormat::read_parameters(std::size_t count, SlotValues& slots) const {
  const std::uint16_t event = events_.find(parts_[kEventPart]);
  if (event == KeyIndex::kNone) return;
  for (const Parameter& parameter : parameters_[event]) {
    const int place =
        parameter.place < 0 ? parameter.place + static_cast<int>(count) : parameter.place;
    if (place < 0 || place >= static_cast<int>(count)) continue;
    slots.values[parameter.slot] = parts_[kFixed + static_cast<std::size_t>(place)];
  }
}

}  // namespace charterd::collectors
