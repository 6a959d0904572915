// What is wrong in a configuration file, where, and what to do about it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace charterd::config {

/// A place in a file. Lines and columns count from 1; columns count Unicode characters.
/// line 0: the file as a whole.
struct Place {
  int line = 0;
  int column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  std::string file;
  Place place;
  std::string message;      ///< what is wrong, what was expected; one line, no final full stop
  std::string hint;         ///< what to do, or the nearest valid name; may be empty
  std::string source_line;  ///< the line of the file, without its end; may be empty
};

/// `FILE:LINE:COLUMN: MESSAGE` (a warning's message begins with `warning: `), the source line, a
/// caret under the column, the hint.
/// Ends with a newline. Control characters of the source line, and what is not UTF-8, are shown
/// as '?'.
std::string render(const Diagnostic& diagnostic);

/// `FILE:LINE:COLUMN: MESSAGE; HINT` without an end of line: for a log.
std::string render_line(const Diagnostic& diagnostic);

/// The name among `candidates` that a person who typed `name` most likely meant; empty when none
/// is near enough (edit distance above a third of the length).
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

/// Collects the diagnostics of one file, and keeps the first 1,000 of them. Not thread-safe.
class Diagnostics {
 public:
  /// `text` is the whole file, for source lines; it is copied.
  Diagnostics(std::string file, std::string_view text);

  void error(Place place, std::string message, std::string hint = {});
  void warning(Place place, std::string message, std::string hint = {});

  const std::string& file() const { return file_; }
  bool has_errors() const { return errors_ > 0; }
  /// In the order of their places.
  std::vector<Diagnostic> take();

 private:
  void add(Severity severity, Place place, std::string message, std::string hint);

  std::string file_;
  std::vector<std::string> lines_;
  std::vector<Diagnostic> found_;
  int errors_ = 0;
};

}  // namespace charterd::config
