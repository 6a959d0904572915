#include "config/time_layout_check.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace charterd::config {
namespace {

constexpr std::string_view kDirectives = "YymdeHIMSfpbBaAjzZTFDR%";
constexpr std::string_view kExample = "such as \"%Y-%m-%d %H:%M:%S\"";

// What people write who know another language's directives.
constexpr std::array<std::pair<char, std::string_view>, 8> kInstead = {{
    {'s', "seconds since 1970 are read by \"epoch: s\" in place of a layout"},
    {'L', "a fraction of a second is %f"},
    {'N', "a fraction of a second is %f"},
    {'h', "a month's short name is %b"},
    {'k', "an hour is %H"},
    {'l', "an hour of twelve is %I"},
    {'P', "AM or PM is %p"},
    {'G', "a year is %Y"},
}};

std::string unknown(char directive) {
  const auto* known = std::find_if(kInstead.begin(), kInstead.end(),
                                   [&](const auto& entry) { return entry.first == directive; });
  return fmt::format("the time layout has the unknown directive %{}; {}", directive,
                     known != kInstead.end()
                         ? std::string(known->second)
                         : "known are %Y %y %m %d %e %j %H %I %M %S %f %p %b %B %a %A %z %Z %T %F "
                           "%D %R %%");
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The letters of the directives there are, those that stand for several spelled out.
std::string spelled_out(std::string_view directives) {
  std::string all;
  for (const char c : directives) {
    switch (c) {
      case 'F':
      case 'D':
        all += "Ymd";
        break;
      case 'T':
        all += "HMS";
        break;
      case 'R':
        all += "HM";
        break;
      default:
        all += c;
    }
  }
  return all;
}

// Empty when the directives are enough to make an instant.
std::string_view lacking(std::string_view directives) {
  const std::string all = spelled_out(directives);
  const auto has = [&](std::string_view any) {
    return all.find_first_of(any) != std::string::npos;
  };
  if (!has("Yy")) return "a year (%Y)";
  if (!has("j")) {
    if (!has("mbB")) return "a month (%m)";
    if (!has("de")) return "a day (%d)";
  }
  if (has("I") && !has("p")) return "%p beside %I: whether it is morning or afternoon";
  return {};
}

}  // namespace

tl::expected<std::string, std::string> checked_time_layout(std::string_view layout) {
  std::string kept;
  std::string directives;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    if (layout[i] != '%') {
      kept += layout[i];
      continue;
    }
    if (++i == layout.size()) return tl::make_unexpected("the time layout ends with a lone %");
    const char directive = layout[i];
    if (directive == 'n' || directive == 't') {
      kept += ' ';
    } else if (kDirectives.find(directive) != std::string_view::npos) {
      kept += {'%', directive};
      directives += directive;
    } else if (is_letter_or_digit(directive)) {
      return tl::make_unexpected(unknown(directive));
    } else {
      return tl::make_unexpected(
          "the time layout has a % with no letter behind it; a percent sign "
          "itself is %%");
    }
  }
  if (directives.empty()) {
    return tl::make_unexpected(
        fmt::format("the time layout \"{}\" has no directives; expected one {}", layout, kExample));
  }
  const std::string_view lack = lacking(directives);
  if (!lack.empty()) {
    return tl::make_unexpected(
        fmt::format("the time layout lacks {}; expected one {}", lack, kExample));
  }
  return kept;
}

}  // namespace charterd::config
