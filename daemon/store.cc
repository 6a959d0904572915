#include "daemon/store.h"

#include <utility>

namespace charterd::daemon {

Store::Outcome MemoryStore::begin() {
  if (open_) return tl::unexpected<std::string>("a transaction is open already");
  open_ = true;
  return {};
}

Store::Outcome MemoryStore::commit(Changes changes) {
  if (!open_) return tl::unexpected<std::string>("no transaction is open");
  open_ = false;
  last_ = std::move(changes);
  ++commits_;
  return {};
}

}  // namespace charterd::daemon
