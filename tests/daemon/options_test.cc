#include "daemon/options.h"

#include <catch2/catch.hpp>

using namespace charterd;
using namespace charterd::daemon;

namespace {

Options accepted(const std::vector<std::string>& arguments) {
  const auto parsed = parse_options(arguments);
  if (const auto* ending = std::get_if<Ending>(&parsed)) FAIL(ending->text);
  return std::get<Options>(parsed);
}

Ending ended(const std::vector<std::string>& arguments) {
  const auto parsed = parse_options(arguments);
  if (std::holds_alternative<Options>(parsed)) FAIL("the arguments were accepted");
  return std::get<Ending>(parsed);
}

std::string usage_error(const std::vector<std::string>& arguments) {
  const Ending ending = ended(arguments);
  CHECK(ending.status == 2);
  return ending.text;
}

}  // namespace

TEST_CASE("No command is run, with the defaults of the contract") {
  const Options options = accepted({});
  CHECK(options.command == Command::run);
  CHECK(options.config_file == "/etc/charterd/charterd.yml");
  CHECK_FALSE(options.listen_address);
  CHECK_FALSE(options.storage_path);
  CHECK(options.log_level == "info");
  CHECK(options.log_format.empty());
}

TEST_CASE("A flag's value follows it or an equals sign, before or after the command") {
  CHECK(accepted({"check", "--config.file", "a.yml"}).config_file == "a.yml");
  CHECK(accepted({"check", "--config.file=a.yml"}).config_file == "a.yml");
  const Options options = accepted({"--config.file", "a.yml", "evaluate", "--format=csv"});
  CHECK(options.command == Command::evaluate);
  CHECK(options.config_file == "a.yml");
  CHECK(options.format == OutputFormat::csv);
}

TEST_CASE("The flags of run are read") {
  const Options options =
      accepted({"run", "--web.listen-address", "[::1]:0", "--storage.path=/tmp/state",
                "--log.level", "debug", "--log.format", "json"});
  CHECK(options.listen_address == "[::1]:0");
  CHECK(options.storage_path == "/tmp/state");
  CHECK(options.log_level == "debug");
  CHECK(options.log_format == "json");
}

TEST_CASE("evaluate takes an instant with an offset, or a date of the charter's zone") {
  using namespace std::chrono;
  const Instant instant = sys_days(2026y / 3 / 31) + 22h;
  CHECK(accepted({"evaluate", "--at", "2026-03-31T22:00:00Z"}).at == instant);
  CHECK(accepted({"evaluate", "--at", "2026-04-01 00:00:00+02:00"}).at == instant);
  CHECK(accepted({"evaluate", "--at", "2026-03-31T22:00:00.25Z"}).at == instant + 250ms);
  const Options date = accepted({"evaluate", "--at", "2026-04-01"});
  CHECK_FALSE(date.at);
  CHECK(date.at_local == LocalTime(local_days(2026y / 4 / 1)));
  const Options local = accepted({"evaluate", "--at", "2026-04-01T08:30"});
  CHECK(local.at_local == LocalTime(local_days(2026y / 4 / 1) + 8h + 30min));
}

TEST_CASE("What is not a time is a usage error") {
  for (const std::string text : {"yesterday", "2026-02-30", "2026-03-31T24:00:00Z", "2026-3-1",
                                 "2026-03-31T22:00:00Z ", "2026-03-31T22:00:00X", ""}) {
    INFO(text);
    const Ending ending = ended({"evaluate", "--at=" + text});
    CHECK(ending.status == 2);
  }
  CHECK(usage_error({"evaluate", "--at", "yesterday"}) ==
        "charterd: --at \"yesterday\": expected a time such as 2026-03-31T22:00:00Z, or a date or "
        "local time such as 2026-03-31\nSee: charterd evaluate --help\n");
}

TEST_CASE("The flags of events are read") {
  const Options options = accepted({"events", "--source", "contact-centre", "--limit", "20"});
  CHECK(options.source == "contact-centre");
  CHECK(options.limit == 20);
  for (const std::string bad : {"0", "-1", "1.5", "many", "99999999999999999999"}) {
    CHECK(ended({"events", "--limit=" + bad}).status == 2);
  }
}

TEST_CASE("The flags of simulate are read") {
  using namespace std::chrono;
  const Options options =
      accepted({"simulate", "--events-per-second=0.5", "--for", "7 days", "--seed", "42", "--from",
                "2026-10-01T00:00:00Z", "--outage-from=2026-10-03T10:00:00Z", "--outage-for=90m",
                "--follow"});
  CHECK(options.events_per_second == 0.5);
  CHECK(options.simulate_for == Duration(7 * 24h));
  CHECK(options.seed == 42);
  CHECK(options.simulate_from == Instant(sys_days(2026y / 10 / 1)));
  CHECK(options.outage_from == Instant(sys_days(2026y / 10 / 3) + 10h));
  CHECK(options.outage_for == Duration(90min));
  CHECK(options.follow);
  CHECK(ended({"simulate", "--events-per-second", "0"}).status == 2);
  CHECK(ended({"simulate", "--events-per-second", "nan"}).status == 2);
  CHECK(ended({"simulate", "--for", "0s"}).status == 2);
  CHECK(ended({"simulate", "--from", "2026-10-01"}).status == 2);
}

TEST_CASE("A misspelt command or flag is answered with the nearest name") {
  CHECK(usage_error({"chekc"}) ==
        "charterd: unknown command \"chekc\", did you mean check?\nSee: charterd --help\n");
  CHECK(usage_error({"check", "--strct"}) ==
        "charterd: unknown flag --strct, did you mean --strict?\nSee: charterd check --help\n");
  CHECK(usage_error({"check", "--cnfig.file=a.yml"}) ==
        "charterd: unknown flag --cnfig.file, did you mean --config.file?\n"
        "See: charterd check --help\n");
}

TEST_CASE("Flags are not guessed from their beginnings") {
  CHECK(usage_error({"check", "--stri"}).find("unknown flag --stri") != std::string::npos);
  CHECK(usage_error({"check", "--config", "a.yml"}).find("unknown flag --config") !=
        std::string::npos);
}

TEST_CASE("A flag of another command says which command takes it") {
  CHECK(usage_error({"check", "--at", "2026-03-31"}) ==
        "charterd: --at is a flag of evaluate and explain, not of check\nSee: charterd check "
        "--help\n");
  CHECK(usage_error({"--strict"}) ==
        "charterd: --strict is a flag of check, not of run\nSee: charterd run --help\n");
}

TEST_CASE("A switch takes no value, other flags need one, and none is given twice") {
  CHECK(usage_error({"check", "--strict=yes"}) ==
        "charterd: --strict takes no value\nSee: charterd --help\n");
  CHECK(usage_error({"evaluate", "--at"}) ==
        "charterd: --at needs a value\nSee: charterd --help\n");
  CHECK(usage_error({"check", "--strict", "--strict"}) ==
        "charterd: --strict is given twice\nSee: charterd check --help\n");
}

TEST_CASE("An argument that nobody takes is a usage error") {
  CHECK(usage_error({"check", "charter.yml"}) ==
        "charterd: unexpected argument \"charter.yml\"\nSee: charterd check --help\n");
  CHECK(usage_error({"check", "-s"}).find("\"-s\"") != std::string::npos);
  CHECK(ended({""}).status == 2);
}

TEST_CASE("Explain takes the target behind the command, wherever flags stand") {
  const Options options = accepted({"explain", "--window", "previous", "phone-service-level"});
  CHECK(options.command == Command::explain);
  CHECK(options.operand == "phone-service-level");
  CHECK(options.previous_window);
  CHECK_FALSE(accepted({"explain", "phone-service-level"}).previous_window);
  CHECK(usage_error({"explain"}) ==
        "charterd: explain needs TARGET, the id of a target of the charter\n"
        "See: charterd explain --help\n");
  CHECK(usage_error({"explain", "a", "b"}) ==
        "charterd: unexpected argument \"b\"\nSee: charterd explain --help\n");
  CHECK(usage_error({"explain", "a", "--window", "next"}) ==
        "charterd: --window \"next\": expected current or previous\n"
        "See: charterd explain --help\n");
}

TEST_CASE("The flags of rules choose what is written and what it links to") {
  const Options options = accepted({"rules", "--tests", "--job", "desk", "--runbook.url",
                                    "https://wiki/charter", "--dashboard.url=https://graphs/1"});
  CHECK(options.command == Command::rules);
  CHECK(options.rule_tests);
  CHECK_FALSE(options.alertmanager);
  CHECK(options.job == "desk");
  CHECK(options.runbook_url == "https://wiki/charter");
  CHECK(options.dashboard_url == "https://graphs/1");
  CHECK(accepted({"rules", "--alertmanager"}).alertmanager);
  CHECK(ended({"rules", "--runbook.url", "wiki"}).status == 2);
  CHECK(ended({"rules", "--job", ""}).status == 2);
}

TEST_CASE("The commands on the state take its folder, and each its own flags") {
  for (const std::string command : {"report", "cases"}) {
    CHECK(accepted({command, "--storage.path", "/s"}).storage_path == "/s");
  }
  const Options backup = accepted({"backup", "--storage.path=/s", "copy.db"});
  CHECK(backup.command == Command::backup);
  CHECK(backup.operand == "copy.db");
  const Options forget = accepted({"forget", "4711", "--case", "order"});
  CHECK(forget.operand == "4711");
  CHECK(forget.case_kind == "order");
  CHECK(accepted({"forget", "--", "--odd-key"}).operand == "--odd-key");
  CHECK_FALSE(accepted({"forget", "4711"}).case_kind);
  CHECK(usage_error({"forget"}) ==
        "charterd: forget needs KEY, the key of a case\nSee: charterd forget --help\n");
  CHECK(accepted({"report", "--period", "2026-Q3"}).period->name == "2026-Q3");
  CHECK(usage_error({"report", "--period", "Q3"}) ==
        "charterd: --period \"Q3\": expected a year, quarter, month or day: 2026, 2026-Q4, 2026-10 "
        "or 2026-10-31\nSee: charterd report --help\n");
  CHECK(ended({"report", "--format", "table"}).status == 2);
  const Options cases = accepted({"cases", "--overdue", "--limit", "5", "--format", "csv"});
  CHECK(cases.overdue);
  CHECK(cases.limit == 5);
  CHECK(ended({"cases", "--format", "markdown"}).status == 2);
}

TEST_CASE("Values that a flag does not have are usage errors") {
  CHECK(usage_error({"--log.level", "loud"}) ==
        "charterd: --log.level \"loud\": expected debug, info, warn or error\n"
        "See: charterd run --help\n");
  CHECK(ended({"--log.format", "xml"}).status == 2);
  CHECK(ended({"--web.listen-address", "nowhere"}).status == 2);
  CHECK(ended({"evaluate", "--format", "xml"}).status == 2);
  CHECK(ended({"--config.file="}).status == 2);
}

TEST_CASE("Reloading by HTTP is off unless it is switched on") {
  CHECK_FALSE(accepted({"run"}).enable_lifecycle);
  CHECK(accepted({"run", "--web.enable-lifecycle"}).enable_lifecycle);
}

TEST_CASE("Help and version end well") {
  CHECK(ended({"--version"}).status == 0);
  CHECK(ended({"--version"}).text.rfind("charterd ", 0) == 0);
  const Ending general = ended({"--help"});
  CHECK(general.status == 0);
  for (const std::string command :
       {"run", "check", "evaluate", "report", "rules", "events", "simulate"}) {
    CHECK(general.text.find("\n  " + command + " ") != std::string::npos);
    const Ending own = ended({command, "--help"});
    CHECK(own.status == 0);
    CHECK(own.text.rfind("Usage: charterd " + command + " [FLAGS]\n", 0) == 0);
    CHECK(own.text.find("\nExample:\n  charterd " + command + " --config.file") !=
          std::string::npos);
  }
}

TEST_CASE("A command's help names its own flags only, within 100 columns") {
  const std::string text = ended({"check", "--help"}).text;
  CHECK(text.find("--strict ") != std::string::npos);
  CHECK(text.find("--config.file FILE ") != std::string::npos);
  CHECK(text.find("--at") == std::string::npos);
  for (const std::string command : {"run", "check", "evaluate", "report", "cases", "rules",
                                    "events", "simulate", "backup", "forget"}) {
    const std::string help = ended({command, "--help"}).text;
    for (std::size_t begin = 0; begin < help.size();) {
      const std::size_t end = help.find('\n', begin);
      REQUIRE(end != std::string::npos);
      CHECK(end - begin <= 100);
      begin = end + 1;
    }
  }
}
