#include "collectors/json_format.h"

#include <algorithm>
#include <stdexcept>

#include "collectors/json_scanner.h"

namespace charterd::collectors {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

JsonFormat::JsonFormat(const SlotNames& slots) : nodes_(1) {
  for (std::size_t i = 0; i < slots.names().size(); ++i) {
    want(0, slots.names()[i], static_cast<Slot>(i));
  }
  for (Node& node : nodes_) node.index = KeyIndex(node.keys);
}

// `a.b.c` may be the key itself, `b.c` of `a`, or `c` of `a.b`.
void JsonFormat::want(std::size_t node, std::string_view path, Slot slot) {
  nodes_[node].slots.push_back(slot);
  member_of(node, path).slot = slot;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos;
       dot = path.find('.', dot + 1)) {
    const std::string_view first = path.substr(0, dot);
    std::size_t child = member_of(node, first).child;
    if (child == kNoSlot) {
      child = nodes_.size();
      if (child >= kNoSlot) throw std::length_error("too many paths into JSON objects");
      nodes_.emplace_back();
      member_of(node, first).child = static_cast<std::uint16_t>(child);
    }
    want(child, path.substr(dot + 1), slot);
  }
}

JsonFormat::Member& JsonFormat::member_of(std::size_t node, std::string_view key) {
  Node& here = nodes_[node];
  const auto known = std::find(here.keys.begin(), here.keys.end(), key);
  if (known != here.keys.end()) {
    return here.members[static_cast<std::size_t>(known - here.keys.begin())];
  }
  here.keys.emplace_back(key);
  return here.members.emplace_back();
}

bool JsonFormat::read(std::string_view text, SlotValues& slots) {
  const char* p = json::skip_blanks(text.data());
  if (*p != '{') return false;
  p = read_object(p, nodes_.front(), json::kMaximumDepth, slots);
  if (p == nullptr) return false;
  return *json::skip_blanks(p) == '\n';
}

// Most values are strings without escapes and have nothing below them.
inline const char* JsonFormat::read_value(const char* p, const Member& member, int depth,
                                          SlotValues& slots) {
  if (*p != '"' || member.child != kNoSlot) return read_other_value(p, member, depth, slots);
  const char* const end = json::plain_part(p + 1);
  if (*end != '"') return read_other_value(p, member, depth, slots);
  if (member.slot != kNoSlot) slots.values.data()[member.slot] = between(p + 1, end);
  return end + 1;
}

const char* JsonFormat::read_object(const char* p, Node& node, int depth, SlotValues& slots) {
  p = json::skip_blanks(p + 1);
  if (*p == '}') return p + 1;
  Key key{KeyIndex::kNone, node.memory.start()};
  for (;;) {
    if (*p != '"') return nullptr;
    if (auto* const entry = KeyMemory::guess(key.entry, p + 1)) {
      p += 1 + entry->size;
      key = {entry->value, entry};
    } else {
      p = read_key(p + 1, node, key, slots);
      if (p == nullptr) return nullptr;
    }
    p = json::skip_blanks(p);
    static constexpr Member kUnwanted;
    const Member& member =
        key.member == KeyIndex::kNone ? kUnwanted : node.members.data()[key.member];
    p = read_value(p, member, depth - 1, slots);
    if (p == nullptr) return nullptr;
    p = json::skip_blanks(p);
    if (*p == '}') return p + 1;
    if (*p != ',') return nullptr;
    p = json::skip_blanks(p + 1);
  }
}

// From behind a key's opening quote to behind the colon.
const char* JsonFormat::read_key(const char* p, Node& node, Key& key, SlotValues& slots) {
  const char* const begin = p;
  p = json::plain_part(begin);
  if (*p != '"') {
    p = json::skip_string(p);
    if (p == nullptr) return nullptr;
    key.member = node.index.find(json::unescape(between(begin, p - 1), slots.scratch));
  } else if (p[1] != ':') {
    key.member = node.index.find_padded(between(begin, p));
    ++p;
  } else {
    const std::string_view closed = between(begin, p + 2);
    auto* entry = node.memory.find(key.entry, closed);
    if (entry == nullptr) {
      key.member = node.index.find_padded(between(begin, p));
      entry = node.memory.learn(key.entry, closed, key.member);
    }
    if (entry != nullptr) key = {entry->value, entry};
    return p + 2;
  }
  p = json::skip_blanks(p);
  return *p == ':' ? p + 1 : nullptr;
}

const char* JsonFormat::read_other_value(const char* p, const Member& member, int depth,
                                         SlotValues& slots) {
  const char* const begin = p;
  if (member.child != kNoSlot) {
    for (const Slot slot : nodes_[member.child].slots) slots.values[slot] = {};  // an equal key's
  }
  if (*p == '{' && member.child != kNoSlot) {
    p = depth > 0 ? read_object(p, nodes_[member.child], depth - 1, slots) : nullptr;
  } else {
    p = json::skip_value(p, depth);
  }
  if (p == nullptr || member.slot == kNoSlot) return p;
  std::string_view value = between(begin, p);
  if (*begin == '"') {
    value = value.substr(1, value.size() - 2);
    if (value.find('\\') != std::string_view::npos) value = json::unescape(value, slots.scratch);
  } else if (*begin == 'n') {
    value = {};
  }
  slots.values[member.slot] = value;
  return p;
}

}  // namespace charterd::collectors
