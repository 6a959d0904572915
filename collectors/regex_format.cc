#include "collectors/regex_format.h"

#include <algorithm>
#include <stdexcept>

#include <re2/re2.h>

namespace charterd::collectors {

RegexFormat::RegexFormat(const std::string& expression, const SlotNames& slots) {
  RE2::Options options;
  options.set_log_errors(false);
  regex_ = std::make_unique<RE2>(expression, options);
  if (!regex_->ok()) {
    throw std::invalid_argument("the regex cannot be read: " + regex_->error());
  }
  std::size_t last = 0;
  const auto& named = regex_->NamedCapturingGroups();
  for (std::size_t i = 0; i < slots.names().size(); ++i) {
    const auto found = named.find(slots.names()[i]);
    if (found == named.end()) continue;
    const auto group = static_cast<std::size_t>(found->second);
    groups_.emplace_back(group, static_cast<Slot>(i));
    last = std::max(last, group);
  }
  matches_.resize(last + 1);
}

RegexFormat::~RegexFormat() = default;

bool RegexFormat::read(std::string_view text, SlotValues& slots) {
  const re2::StringPiece line(text.data(), text.size());
  if (!regex_->Match(line, 0, line.size(), RE2::UNANCHORED, matches_.data(),
                     static_cast<int>(matches_.size()))) {
    return false;
  }
  for (const auto& [group, slot] : groups_) {
    const re2::StringPiece& match = matches_[group];
    slots.values[slot] = std::string_view(match.data(), match.size());
  }
  return true;
}

}  // namespace charterd::collectors
