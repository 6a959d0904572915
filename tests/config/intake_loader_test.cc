// Sources of the kinds syslog and journald, as the operator writes them.
#include "config/intake_loader.h"

#include <catch2/catch.hpp>

#include "config/intake_fields.h"
#include "tests/config/settings_texts.h"

namespace charterd::config {
namespace {

using Transport = SyslogAddress::Transport;
using Strings = std::vector<std::string>;

const std::string kEvents = ", events: [{type: {value: a}}]";

TEST_CASE("Syslog listens on one address or on several of every kind") {
  const Source source = read_source(
      "syslog: {listen: [\"udp://127.0.0.1:5514\", \"tcp://[::1]:0\", \"udp://:514\", "
      "\"unix:///run/charterd/log\"], timezone: Asia/Tokyo}" +
      kEvents);
  CHECK(source.kind == Source::Kind::syslog);
  const auto& listen = source.syslog.listen;
  REQUIRE(listen.size() == 4);
  CHECK(listen[0].transport == Transport::udp);
  CHECK(listen[0].address.host == "127.0.0.1");
  CHECK(listen[0].address.port == 5514);
  CHECK(listen[0].text == "udp://127.0.0.1:5514");
  CHECK(listen[1].transport == Transport::tcp);
  CHECK(listen[1].address.host == "::1");
  CHECK(listen[2].address.host.empty());
  CHECK(listen[3].transport == Transport::unix_datagram);
  CHECK(listen[3].path == "/run/charterd/log");
  CHECK(source.syslog.timezone->name() == "Asia/Tokyo");
  CHECK(read_source("syslog: {listen: \"udp://:514\"}" + kEvents).syslog.listen.size() == 1);
}

TEST_CASE("Without a format and a time the message's own are taken") {
  const Source syslog = read_source("syslog: {listen: \"udp://:514\"}" + kEvents);
  CHECK(syslog.format.kind == FormatKind::none);
  REQUIRE(syslog.events.size() == 1);
  CHECK(syslog.events[0].time.fields == Strings{"timestamp"});
  CHECK(syslog.events[0].time.form == TimeSource::Form::rfc3339);

  const Source journald = read_source("journald: {}" + kEvents);
  CHECK(journald.kind == Source::Kind::journald);
  CHECK(journald.events[0].time.fields == Strings{"__REALTIME_TIMESTAMP"});
  CHECK(journald.events[0].time.form == TimeSource::Form::epoch_microseconds);

  const Source own = read_source(
      "journald: true, format: json, events: [{type: {field: event}, time: {field: at}}]");
  CHECK(own.format.kind == FormatKind::json);
  CHECK(own.events[0].time.fields == Strings{"at"});
}

TEST_CASE("Matches of the journal stand as they are written") {
  const Source source = read_source(
      "journald: {matches: [_SYSTEMD_UNIT=a.service, \"+\", \"X=a=b\"], directory: /srv/journal}" +
      kEvents);
  CHECK(source.journald.matches == Strings{"_SYSTEMD_UNIT=a.service", "+", "X=a=b"});
  CHECK(source.journald.directory == "/srv/journal");
  CHECK(read_source("journald: {matches: A=b}" + kEvents).journald.matches == Strings{"A=b"});
}

TEST_CASE("Fields of the message are known where the format names them") {
  read_source(
      "syslog: {listen: \"udp://:514\"}, format: regex, regex: 'a=(?P<a>x)', "
      "events: [{type: {field: a}, fields: {b: message.a, c: hostname, d: sd.x.y}}]");
  read_source("journald: {}, format: logfmt, events: [{type: {field: anything}}]");
}

TEST_CASE("A name is the source's own or one of the message, never both") {
  using Kind = Source::Kind;
  CHECK(is_intake_field(Kind::syslog, "timestamp"));
  CHECK(is_intake_field(Kind::syslog, "sd.a@1.b"));
  CHECK_FALSE(is_intake_field(Kind::syslog, "message.timestamp"));
  CHECK_FALSE(is_intake_field(Kind::syslog, "ticket.id"));
  CHECK(is_intake_field(Kind::journald, "_SYSTEMD_UNIT"));
  CHECK_FALSE(is_intake_field(Kind::journald, "MESSAGE.ID"));
  CHECK_FALSE(is_intake_field(Kind::journald, ""));
  CHECK(field_of_message(Kind::syslog, "message.a.b") == "a.b");
  CHECK(field_of_message(Kind::journald, "MESSAGE.A") == "A");
  CHECK(field_of_message(Kind::syslog, "message.").empty());
  CHECK(field_of_message(Kind::syslog, "messages.a").empty());
  CHECK(field_of_message(Kind::syslog, "a").empty());
}

}  // namespace
}  // namespace charterd::config
