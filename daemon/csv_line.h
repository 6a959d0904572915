// One line of RFC 4180: fields by commas, a carriage return and a line feed at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/json_writer.h"

namespace charterd::daemon {

class CsvLine {
 public:
  CsvLine& text(std::string_view value) {
    if (started_) line_ += ',';
    started_ = true;
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
      line_ += value;
    } else {
      quote(value);
    }
    return *this;
  }
  /// What is not there is an empty field.
  CsvLine& number(const std::optional<double>& value) {
    return text(value ? number_text(*value) : "");
  }
  CsvLine& integer(const std::optional<std::int64_t>& value) {
    return text(value ? std::to_string(*value) : "");
  }
  std::string end() const { return line_ + "\r\n"; }

 private:
  void quote(std::string_view value) {
    line_ += '"';
    for (const char character : value) {
      if (character == '"') line_ += '"';
      line_ += character;
    }
    line_ += '"';
  }

  std::string line_;
  bool started_ = false;  // the first field may be empty
};

}  // namespace charterd::daemon
