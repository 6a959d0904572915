#include "collectors/json_format.h"

#include <algorithm>
#include <stdexcept>

#include "collectors/json_scanner.h"

namespace charterd::collectors {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

const char* skip_unwanted(const char* p, int depth) {
  if (*p != '"') return json::skip_value(p, depth);
  p = json::plain_part(p + 1);
  return *p == '"' ? p + 1 : json::skip_string(p);
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

bool JsonFormat::is_closed(std::string_view text) const {
  const char* p = json::skip_blanks(text.data());
  if (*p != '{') return false;
  p = json::skip_value(p, json::kMaximumDepth);
  return p != nullptr && *json::skip_blanks(p) == '\n';
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

// From a brace to behind the one that closes it.
const char* JsonFormat::read_object(const char* p, Node& node, int depth, SlotValues& slots) {
  const char* const begin = p;
  Key key{KeyIndex::kNone, node.memory.start()};
  for (;;) {  // at the opening brace or at a comma
    if (auto* const entry = KeyMemory::guess(key.entry, p)) {
      p += entry->size;
      key = {entry->value, entry};
    } else {
      if (p == begin) {
        const char* const end = json::skip_blanks(p + 1);
        if (*end == '}') return end + 1;
      }
      p = read_key(p, node, key, slots);
      if (p == nullptr) return nullptr;
    }
    p = json::skip_blanks(p);
    p = key.member == KeyIndex::kNone
            ? skip_unwanted(p, depth - 1)
            : read_value(p, node.members.data()[key.member], depth - 1, slots);
    if (p == nullptr) return nullptr;
    p = json::skip_blanks(p);
    if (*p == ',') continue;
    return *p == '}' ? p + 1 : nullptr;
  }
}

// From the brace or comma before a key to behind the colon after it.
const char* JsonFormat::read_key(const char* p, Node& node, Key& key, SlotValues& slots) {
  const char* const before = p;
  p = json::skip_blanks(p + 1);
  if (*p != '"') return nullptr;
  const char* const begin = p + 1;
  const char* const end = json::plain_part(begin);
  if (*end != '"') {
    p = json::skip_string(end);
    if (p == nullptr) return nullptr;
    key.member = node.index.find(json::unescape(between(begin, p - 1), slots.scratch));
  } else {
    p = end + 1;
    if (begin == before + 2 && *p == ':') {
      remember_key(between(before, p + 1), node, key);
      return p + 1;
    }
    key.member = node.index.find_padded(between(begin, end));
  }
  p = json::skip_blanks(p);
  return *p == ':' ? p + 1 : nullptr;
}

// `text` is a key with its quotes, what is before and the colon behind it.
void JsonFormat::remember_key(std::string_view text, Node& node, Key& key) {
  auto* entry = node.memory.find(key.entry, text);
  if (entry == nullptr) {
    key.member = node.index.find_padded(text.substr(2, text.size() - 4));
    entry = node.memory.learn(key.entry, text, key.member);
  }
  if (entry != nullptr) key = {entry->value, entry};
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
