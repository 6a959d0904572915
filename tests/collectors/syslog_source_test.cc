// Syslog by real sockets; a peer in the same process sends.
#include "collectors/syslog_source.h"

#include <functional>

#include <catch2/catch.hpp>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/collectors/socket_peer.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow{std::chrono::seconds(1'790'000'000)};

config::SyslogAddress listen(const std::string& text) {
  using Transport = config::SyslogAddress::Transport;
  config::SyslogAddress address;
  address.text = text;
  if (text.rfind("unix", 0) == 0) {
    address.transport = Transport::unix_datagram;
    address.path = text.substr(7);
  } else {
    address.transport = text.rfind("udp", 0) == 0 ? Transport::udp : Transport::tcp;
    address.address.port = static_cast<std::uint16_t>(std::stoul(text.substr(text.rfind(':') + 1)));
  }
  return address;
}

struct Receiving {
  explicit Receiving(const std::vector<std::string>& addresses) {
    world.config.kind = config::Source::Kind::syslog;
    world.config.format.kind = config::FormatKind::logfmt;
    for (const std::string& text : addresses) world.config.syslog.listen.push_back(listen(text));
    world.config.events[0].type = {"", "tick", std::nullopt, {}};
    world.config.events[0].time.fields = {"timestamp"};
    open();
  }

  void open(ReadMode mode = ReadMode::follow) {
    source = std::make_unique<SyslogSource>(world.config, 0, world.vocabulary, config::Zone::utc(),
                                            mode, [this] { return now; });
  }
  std::string address(std::size_t i = 0) {
    source->rescan();
    return source->addresses().at(i);
  }

  /// Polls until `done`, woken by the source's own descriptors.
  void until(const std::function<bool()>& done) {
    for (int tries = 0; !done(); ++tries) {
      REQUIRE(tries < 1000);
      std::vector<pollfd> files;
      for (const int descriptor : source->watched_descriptors()) {
        files.push_back({descriptor, POLLIN, 0});
      }
      ::poll(files.data(), files.size(), 20);
      source->poll(sink, 1 << 20);
    }
  }
  std::vector<std::string> take(std::size_t count) {
    until([&] { return sink.seen.size() >= count; });
    return sink.taken();
  }
  void save() {
    config::RowChanges changes;
    source->save(changes);
    kept.apply(changes);
  }
  /// Another source in the place of this one, as after a commit that failed.
  void replace() {
    open();  // the other one goes once this one is made
    for (const auto& [key, value] : kept.rows()) REQUIRE(source->restore(key, value));
    source->rescan();
  }

  World world{ReadMode::follow};
  RecordingSink sink;
  KeptTable kept;
  Instant now = kNow;
  std::unique_ptr<SyslogSource> source;
};

std::string message(const std::string& n) { return "<13>1 2026-09-21T14:00:00Z h a - - - n=" + n; }

TEST_CASE("messages come over UDP, over TCP in both framings, and by a unix socket") {
  const TemporaryFolder folder;
  Receiving to({"udp://127.0.0.1:0", "tcp://127.0.0.1:0", "unix://" + (folder / "log")});
  to.source->rescan();
  CHECK_FALSE(to.source->caught_up());
  to.source->poll(to.sink, 1000);
  CHECK(to.source->caught_up());
  CHECK(Peer(to.address(0)).send(message("1")) > 0);
  CHECK(to.take(1) == Strings{"1"});
  {
    Peer peer(to.address(1));
    const std::string counted = message("2");
    peer.send(std::to_string(counted.size()) + " " + counted + message("3") + "\n");
    CHECK(to.take(2) == Strings{"2", "3"});
    CHECK(to.source->intake().sockets->connections == 1);
  }
  to.until([&] { return to.source->intake().sockets->connections == 0; });
  CHECK(Peer(to.address(2)).send(message("4") + "\n") > 0);
  CHECK(to.take(1) == Strings{"4"});
  CHECK(to.sink.origins.back().stream == 2);
  CHECK(to.source->stream_path(2) == "unix://" + (folder / "log"));
  CHECK(to.source->counts().accepted == 4);
}

TEST_CASE("what comes is said where it listens, as a notice and not as a problem") {
  Receiving to({"udp://127.0.0.1:0"});
  const std::string address = to.address();
  const auto said = to.source->take_problems();
  REQUIRE(said.size() == 1);
  CHECK(said[0].notice);
  CHECK(said[0].path == address);
  CHECK(said[0].message == "listening for syslog");
}

TEST_CASE("a message that is none, or whose text is not of the format, is counted") {
  Receiving to({"udp://127.0.0.1:0"});
  Peer peer(to.address());
  peer.send("no syslog");
  peer.send("<13>1 2026-09-21T14:00:00Z h a - - - n=\"1");
  peer.send("<13>Feb 30 14:00:00 h a: n=1");
  peer.send("<13>1 2026-09-21T14:00:00Z h a - - - n=\xff");
  peer.send(message("5"));
  CHECK(to.take(1) == Strings{"5"});
  CHECK(to.sink.reasons == std::vector<Reason>{Reason::unparsable, Reason::unparsable,
                                               Reason::no_time, Reason::bad_encoding});
  CHECK(to.source->counts().records == 5);
}

TEST_CASE("a sender that never ends its message keeps nobody waiting") {
  Receiving to({"tcp://127.0.0.1:0"});
  Peer slow(to.address()), other(to.address());
  slow.send("<13>1 2026-09-21T14:00:00Z h a - - - n=");
  other.send(message("2") + "\n");
  CHECK(to.take(1) == Strings{"2"});
  slow.send("1\n");
  CHECK(to.take(1) == Strings{"1"});
}

TEST_CASE("a connection that stands still in the middle of a message is closed") {
  Receiving to({"tcp://127.0.0.1:0"});
  const std::string address = to.address();
  Peer whole(address), half(address), long_one(address), unread(address);
  whole.send(message("1") + "\n");
  half.send(message("2"));
  unread.send(message("3"));
  long_one.send("2000000 <13>1");  // is left out, and was counted when it began
  to.until([&] { return to.sink.seen.size() == 1 && to.sink.reasons.size() == 1; });
  to.until([&] { return to.source->intake().sockets->connections == 4; });
  to.until([&] { return to.source->caught_up(); });

  to.now = kNow + kStalledSyslogMessage - 1us;
  to.source->rescan();
  CHECK(to.source->intake().sockets->closed_connections == 0);
  unread.send("3\n");
  to.now = kNow + kStalledSyslogMessage;
  to.source->rescan();
  CHECK(to.source->intake().sockets->closed_connections == 2);
  CHECK(to.source->intake().sockets->connections == 2);
  to.until([&] { return half.is_closed() && long_one.is_closed(); });
  whole.send(message("4") + "\n");
  to.until([&] { return to.sink.seen.size() == 3; });
  CHECK(to.sink.seen == Strings{"1", "33", "4"});
  CHECK(to.sink.reasons == std::vector<Reason>{Reason::too_long, Reason::unparsable});
  const auto said = to.source->take_problems();
  CHECK(said.back().message ==
        "a connection was closed: a message that had begun did not go on for minutes");
}

TEST_CASE("a connection without sense is closed, and its end is counted") {
  Receiving to({"tcp://127.0.0.1:0"});
  Peer peer(to.address());
  peer.send("99999999999999 ");
  to.until([&] { return !to.sink.reasons.empty(); });
  CHECK(to.sink.reasons == std::vector<Reason>{Reason::unparsable});
  CHECK(to.source->intake().sockets->closed_connections == 1);
  to.until([&] { return peer.is_closed(); });
}

TEST_CASE("of too much that has begun, the connection with the most is closed") {
  Receiving to({"tcp://127.0.0.1:0"});
  const std::string address = to.address();
  Peer honest(address);
  const std::string piece(32'768, 'x');
  std::vector<std::unique_ptr<Peer>> hoarders;
  // Just the limit, so that the next byte is one too many.
  for (std::size_t i = 0; i < kMostPendingSyslogBytes / piece.size(); ++i) {
    if (i % 16 == 0) hoarders.push_back(std::make_unique<Peer>(address));
    hoarders.back()->send(piece);
    for (int j = 0; j < 3; ++j) to.source->poll(to.sink, 1 << 20);
  }
  CHECK(to.source->intake().sockets->closed_connections == 0);
  honest.send("<13>1 ");
  to.until([&] { return to.source->intake().sockets->closed_connections == 1; });
  CHECK_FALSE(honest.is_closed());
}

// Both ends of each connection are in this process.
void allow_descriptors(rlim_t count) {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  INFO("this test needs " << count << " descriptors: raise the hard limit (ulimit -Hn)");
  REQUIRE(limit.rlim_max >= count);
  limit.rlim_cur = limit.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

TEST_CASE("beyond the limit a new connection is closed, or the one idle longest") {
  allow_descriptors(2 * kMostSyslogConnections + 100);
  Receiving to({"tcp://127.0.0.1:0"});
  const std::string address = to.address();
  std::vector<std::unique_ptr<Peer>> peers;
  while (peers.size() < kMostSyslogConnections) {
    peers.push_back(std::make_unique<Peer>(address));
    to.source->poll(to.sink, 1 << 20);
  }
  to.until([&] { return to.source->intake().sockets->connections == kMostSyslogConnections; });
  Peer refused(address);
  to.until([&] { return refused.is_closed(); });
  CHECK(to.source->intake().sockets->closed_connections == 1);

  to.now += kIdleSyslogConnection;
  for (std::size_t i = 1; i < peers.size(); ++i) peers[i]->send(message("1") + "\n");
  CHECK(to.take(kMostSyslogConnections - 1).size() == kMostSyslogConnections - 1);
  Peer taken(address);
  to.until([&] { return peers[0]->is_closed(); });
  taken.send(message("2") + "\n");
  CHECK(to.take(1) == Strings{"2"});
  CHECK_FALSE(to.source->take_problems().empty());
}

TEST_CASE("a source in the place of another goes on from what was kept, and nothing is lost") {
  Receiving to({"udp://127.0.0.1:0", "tcp://127.0.0.1:0"});
  Peer udp(to.address(0)), tcp(to.address(1));
  udp.send(message("1"));
  CHECK(to.take(1) == Strings{"1"});
  to.save();
  tcp.send(message("2") + "\n" + message("3"));
  CHECK(to.take(1) == Strings{"2"});
  udp.send(message("4"));
  to.replace();
  tcp.send("\n");
  auto again = to.take(3);
  std::sort(again.begin(), again.end());
  CHECK(again == Strings{"2", "3", "4"});
  CHECK(to.source->counts().accepted == 4);
  to.save();
  to.replace();
  udp.send(message("5"));
  CHECK(to.take(1) == Strings{"5"});
}

TEST_CASE("what was received before anything was kept is delivered again") {
  Receiving to({"udp://127.0.0.1:0"});
  Peer peer(to.address());
  peer.send(message("1"));
  CHECK(to.take(1) == Strings{"1"});
  to.replace();
  CHECK(to.take(1) == Strings{"1"});
}

TEST_CASE("messages leave the queue once they were kept") {
  Receiving to({"udp://127.0.0.1:0"});
  Peer peer(to.address());
  peer.send(message("1"));
  to.take(1);
  CHECK(to.source->intake().sockets->queued_bytes > 0);
  CHECK_FALSE(to.source->wants_commit());
  to.save();
  CHECK(to.source->intake().sockets->queued_bytes > 0);
  to.source->committed();
  CHECK(to.source->intake().sockets->queued_bytes == 0);
}

TEST_CASE("a full queue is not read on until something was kept") {
  Receiving to({"tcp://127.0.0.1:0"});
  Peer peer(to.address());
  const std::string large =
      "<13>1 2026-09-21T14:00:00Z h a - - - n=1 x=" + std::string(1'000'000, 'x') + "\n";
  std::size_t left = 0;
  std::size_t sent = 0;
  // Sends until nobody takes anything more.
  for (int idle = 0; idle < 100; ++idle) {
    if (left == 0) left = large.size();
    const std::size_t taken = peer.send(large.substr(large.size() - left), MSG_DONTWAIT);
    left -= taken;
    sent += taken;
    if (taken > 0) idle = 0;
    to.source->poll(to.sink, 1 << 20);
  }
  const auto sockets = *to.source->intake().sockets;
  CHECK(sockets.queued_bytes >= sockets.queued_bytes_limit);
  CHECK(sockets.queued_bytes < sockets.queued_bytes_limit + (4 << 20));
  CHECK(to.source->watched_descriptors().empty());
  CHECK_FALSE(to.source->caught_up());
  CHECK(to.source->wants_commit());
  const std::size_t before = to.sink.seen.size();
  to.save();
  to.source->committed();
  CHECK_FALSE(to.source->watched_descriptors().empty());
  to.take(before + 1);
  CHECK(sent > sockets.queued_bytes_limit);
}

TEST_CASE("datagrams for which there was no room are counted") {
  Receiving to({"udp://127.0.0.1:0"});
  Peer peer(to.address());
  // More than any receive buffer that was asked for.
  const std::string large = message("1") + " x=" + std::string(60'000, 'x');
  for (int i = 0; i < 1000; ++i) peer.send(large);
  to.source->poll(to.sink, 1);
  to.source->rescan();
  CHECK(to.source->intake().sockets->kernel_drops > 0);
  to.until([&] { return to.source->caught_up(); });
  CHECK(to.sink.seen.size() + to.source->intake().sockets->kernel_drops == 1000);
}

TEST_CASE("an address that is taken is said, and tried again") {
  Receiving first({"tcp://127.0.0.1:0"});
  const std::string taken = first.address();
  Receiving second({"udp://127.0.0.1:0"});
  second.world.config.syslog.listen = {listen(taken)};
  second.open();
  CHECK(second.address().empty());
  CHECK_FALSE(second.source->caught_up());
  const auto problems = second.source->take_problems();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].message ==
        "cannot listen: Address already in use: another program listens there; choose another one");
  second.source->rescan();
  CHECK(second.source->take_problems().empty());
  first.source.reset();
  CHECK(second.address() == taken);
}

TEST_CASE("a unix socket that nobody reads is replaced, one that somebody reads is not") {
  const TemporaryFolder folder;
  const std::string path = folder / "log";
  {
    // As a process leaves it that was killed.
    const FileDescriptor left(::socket(AF_UNIX, SOCK_DGRAM, 0));
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    REQUIRE(::bind(left.number(), reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    Receiving to({"unix://" + path});
    CHECK(to.address().empty());
  }
  Receiving to({"unix://" + path});
  CHECK(to.address() == "unix://" + path);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0660);
  to.source.reset();
  CHECK(::stat(path.c_str(), &status) != 0);
  write(path, "a file");
  Receiving again({"unix://" + path});
  CHECK(again.address().empty());
}

TEST_CASE("to read once there is nothing, and that is said") {
  Receiving to({"udp://127.0.0.1:0"});
  to.open(ReadMode::once);
  CHECK(to.source->poll(to.sink, 1000) == 0);
  CHECK(to.source->caught_up());
  CHECK(to.source->addresses() == Strings{""});
  const auto said = to.source->take_problems();
  REQUIRE(said.size() == 1);
  CHECK_FALSE(said[0].notice);
}

TEST_CASE("one that follows another receives nothing") {
  Receiving to({"udp://127.0.0.1:0"});
  Receiving behind({"udp://127.0.0.1:0"});
  behind.open();
  behind.source->follow(*to.source);
  CHECK(behind.source->poll(behind.sink, 1000) == 0);
  CHECK(behind.source->is_level());
  CHECK(behind.source->addresses() == Strings{""});
}

}  // namespace
}  // namespace charterd::collectors::testing
