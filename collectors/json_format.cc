#include "collectors/json_format.h"

#include <algorithm>
#include <stdexcept>

#include "collectors/json_scanner.h"

namespace charterd::collectors {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// A value that nobody wants; mostly a string without escapes.
const char* skip_member(const char* p, int depth) {
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

const char* JsonFormat::read_object(const char* p, Node& node, int depth, SlotValues& slots) {
  p = json::skip_blanks(p + 1);
  if (*p == '}') return p + 1;
  Key key;
  for (;;) {
    if (*p != '"') return nullptr;
    if (const auto* entry = node.memory.guess(key.place, p + 1)) {
      p += 1 + entry->size;
      key = {entry->value, node.memory.place_of(entry)};
    } else {
      p = read_key(p + 1, node, key, slots);
      if (p == nullptr) return nullptr;
    }
    p = json::skip_blanks(p);
    p = key.member == KeyIndex::kNone ? skip_member(p, depth - 1)
                                      : read_member(p, node.members[key.member], depth - 1, slots);
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
    const auto* entry = node.memory.find(key.place, closed);
    if (entry == nullptr) {
      key.member = node.index.find_padded(between(begin, p));
      entry = node.memory.learn(key.place, closed, key.member);
    }
    if (entry != nullptr) key = {entry->value, node.memory.place_of(entry)};
    return p + 2;
  }
  p = json::skip_blanks(p);
  return *p == ':' ? p + 1 : nullptr;
}

const char* JsonFormat::read_member(const char* p, const Member& member, int depth,
                                    SlotValues& slots) {
  const char* const begin = p;
  if (member.child != kNoSlot) {
    for (const Slot slot : nodes_[member.child].slots) slots.values[slot] = {};  // an equal key's
  }
  if (*p == '"') {
    p = json::plain_part(begin + 1);
    std::string_view value = between(begin + 1, p);
    if (*p == '"') {
      ++p;
    } else {
      p = json::skip_string(p);
      if (p == nullptr) return nullptr;
      value = json::unescape(between(begin + 1, p - 1), slots.scratch);
    }
    if (member.slot != kNoSlot) slots.values[member.slot] = value;
    return p;
  }
  if (*p == '{' && member.child != kNoSlot) {
    p = depth > 0 ? read_object(p, nodes_[member.child], depth - 1, slots) : nullptr;
  } else {
    p = json::skip_value(p, depth);
  }
  if (p == nullptr) return nullptr;
  if (member.slot != kNoSlot) {
    slots.values[member.slot] = *begin == 'n' ? std::string_view{} : between(begin, p);
  }
  return p;
}

}  // namespace charterd::collectors
