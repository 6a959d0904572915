#include "daemon/text_table.h"

#include <algorithm>
#include <string_view>

#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

constexpr std::size_t kMargin = 2;        // before the first column
constexpr std::size_t kGap = 2;           // between columns
constexpr std::size_t kElasticMost = 60;  // a wider cell is cut even where there is room
constexpr std::size_t kElasticLeast = 24;

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::good:
      return "\x1b[32m";
    case Ink::fair:
      return "\x1b[33m";
    case Ink::bad:
      return "\x1b[1;31m";
    case Ink::faint:
      return "\x1b[2m";
    case Ink::strong:
      return "\x1b[1m";
    case Ink::plain:
      break;
  }
  return {};
}

// Blanks that make `text` as wide as the column go before or behind it.
std::string padded(const TextTable::Cell& cell, Align align, std::size_t width, bool colour) {
  const std::string text = cut_to_width(cell.text, width);
  const std::string blanks(width - display_width(text), ' ');
  const std::string shown = inked(text, cell.ink, colour);
  return align == Align::left ? shown + blanks : blanks + shown;
}

void append_line(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

}  // namespace

std::string inked(const std::string& text, Ink ink, bool colour) {
  if (!colour || ink == Ink::plain || text.empty()) return text;
  return std::string(code_of(ink)) + text + "\x1b[0m";
}

std::vector<std::size_t> TextTable::used_columns() const {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool any = std::any_of(rows_.begin(), rows_.end(),
                                 [&](const auto& row) { return !row[i].text.empty(); });
    if (any) used.push_back(i);
  }
  return used;
}

std::vector<std::size_t> TextTable::natural_widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = display_width(columns_[i].header);
    for (const auto& row : rows_) width = std::max(width, display_width(row[i].text));
    widths.push_back(columns_[i].elastic ? std::min(width, kElasticMost) : width);
  }
  return widths;
}

// Cuts elastic columns and drops spare ones until the table is no wider than the terminal, or
// nothing more can be done.
void TextTable::fit(std::vector<std::size_t>& used, std::vector<std::size_t>& widths,
                    const Look& look) const {
  const auto excess = [&] {
    std::size_t total = kMargin;
    for (const std::size_t i : used) total += widths[i] + (i == used.front() ? 0 : kGap);
    return total > look.width ? total - look.width : 0;
  };
  const std::vector<std::size_t> natural = widths;
  for (;;) {
    widths = natural;
    for (const std::size_t i : used) {
      if (!columns_[i].elastic) continue;
      widths[i] -= std::min(excess(), widths[i] - std::min(widths[i], kElasticLeast));
    }
    const auto last = std::max_element(used.begin(), used.end(), [&](std::size_t a, std::size_t b) {
      return columns_[a].spare < columns_[b].spare;
    });
    if (excess() == 0 || columns_[*last].spare == 0) return;
    used.erase(last);
  }
}

std::string TextTable::text(const Look& look) const {
  const auto all = used_columns();
  auto used = all;
  auto widths = natural_widths();
  if (look.width > 0 && !used.empty()) fit(used, widths, look);
  const std::string margin(kMargin, ' ');
  const std::string gap(kGap, ' ');
  std::string out;
  const auto append = [&](const auto& cell_of) {
    std::string line = margin;
    for (const std::size_t i : used) {
      if (i != used.front()) line += gap;
      line += padded(cell_of(i), columns_[i].align, widths[i], look.colour);
    }
    append_line(out, std::move(line));
  };
  append([&](std::size_t i) { return Cell{columns_[i].header, Ink::strong}; });
  for (const auto& row : rows_) append([&](std::size_t i) { return row[i]; });
  std::string dropped;
  for (const std::size_t i : all) {
    if (std::find(used.begin(), used.end(), i) != used.end()) continue;
    dropped += (dropped.empty() ? "" : ", ") + columns_[i].header;
  }
  if (!dropped.empty()) append_line(out, margin + "A wider terminal also shows: " + dropped);
  return out;
}

std::string TextTable::markdown() const {
  const auto used = used_columns();
  std::string out;
  const auto append = [&](const auto& text_of) {
    out += '|';
    for (const std::size_t i : used) {
      const std::string text = text_of(i);
      out += text.empty() ? " |" : " " + text + " |";
    }
    out += '\n';
  };
  append([&](std::size_t i) { return markdown_text(columns_[i].header); });
  append([&](std::size_t i) { return columns_[i].align == Align::left ? "---" : "---:"; });
  for (const auto& row : rows_) {
    append([&](std::size_t i) {
      const std::string& text = row[i].text;
      const std::size_t indent = std::min(text.find_first_not_of(' '), text.size());
      // Markdown drops blanks at the front of a cell; these stay.
      return (indent > 0 ? "&emsp;" : "") + markdown_text(text.substr(indent));
    });
  }
  return out;
}

std::string markdown_text(const std::string& text) {
  std::string out;
  for (const char character : text) {
    if (std::string_view("\\`*_[]<>|&~#").find(character) != std::string_view::npos) out += '\\';
    out += character;
  }
  return out;
}

}  // namespace charterd::daemon
