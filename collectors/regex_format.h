// Lines that a regular expression takes apart.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "collectors/record_format.h"

namespace re2 {
class RE2;
class StringPiece;
}  // namespace re2

namespace charterd::collectors {

/// Fields are the named groups. The expression may match anywhere in the line unless it says `^`;
/// a line without a match is no record.
class RegexFormat : public RecordFormat {
 public:
  /// Throws std::invalid_argument when the expression is wrong, with RE2's reason.
  RegexFormat(const std::string& expression, const SlotNames& slots);
  ~RegexFormat() override;
  bool read(std::string_view text, SlotValues& slots) override;

 private:
  std::unique_ptr<re2::RE2> regex_;
  std::vector<std::pair<std::size_t, Slot>> groups_;
  std::vector<re2::StringPiece> matches_;  // the whole match first
};

}  // namespace charterd::collectors
