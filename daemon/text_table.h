// Rows of cells, written for a terminal or as Markdown.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace charterd::daemon {

enum class Align { left, right };
enum class Ink { plain, good, fair, bad, faint, strong };

/// How a terminal is to be written to.
struct Look {
  bool colour = false;    ///< ANSI colours, never as the only sign of anything
  std::size_t width = 0;  ///< columns of the terminal; 0: unknown
};

/// `text` between the codes that colour it, or as it is.
std::string inked(const std::string& text, Ink ink, bool colour);

class TextTable {
 public:
  struct Column {
    std::string header;
    Align align = Align::left;
    bool elastic = false;  ///< is cut where the table would be wider than the terminal
    /// Where cutting is not enough, columns above 0 are left out, the highest first.
    int spare = 0;
  };
  struct Cell {
    std::string text;  ///< one line of UTF-8; blanks at its front indent it
    Ink ink = Ink::plain;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// As many cells as there are columns.
  void add(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }

  /// Columns without any text are left out. Each line is indented by two blanks and ends without.
  /// A last line names the columns that found no room.
  std::string text(const Look& look) const;
  std::string markdown() const;

 private:
  std::vector<std::size_t> used_columns() const;
  std::vector<std::size_t> natural_widths() const;
  void fit(std::vector<std::size_t>& used, std::vector<std::size_t>& widths,
           const Look& look) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// `text` with a backslash before what Markdown would take for its own.
std::string markdown_text(const std::string& text);

}  // namespace charterd::daemon
