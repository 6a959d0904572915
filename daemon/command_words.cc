// What each command is for, in its own words.
#include <algorithm>

#include "daemon/flags.h"

namespace charterd::daemon {

const std::vector<CommandWord>& command_words() {
  static const std::vector<CommandWord> words = {
      {Command::run, "run", "the daemon (also with no command)",
       "Follows the sources, keeps every figure up to date and serves it to Prometheus.",
       "  charterd run --config.file charterd.yml --web.listen-address 127.0.0.1:10464\n"},
      {Command::init, "init", "write a charter and a configuration to start from",
       "Writes charter.yml, which promises one thing for each idea that a good charter has, and\n"
       "charterd.yml, and says what to do next. Files that are there already stay as they are.",
       "  charterd init my-charter\n", "DIR, a folder for the two files"},
      {Command::check, "check", "validate both files and grade every target",
       "Reads the operator's file and the charter, shows everything that is wrong in them, grades\n"
       "each target (Specific, Measurable, Achievable, Relevant, Time-bound) and counts the "
       "series\n"
       "of the metrics. With --against, old logs tell in how many of its windows each goal would\n"
       "have been attained: goals that were attained by far and goals that were never once "
       "reached\n"
       "are marked. Status 0: fine, 1: errors (with --strict, warnings too), 2: usage.",
       "  charterd check --config.file charterd.yml --strict\n"
       "  charterd check --config.file charterd.yml --against /archive/2025\n"
       "  charterd check --against '/archive/desk-2025-*.jsonl.gz' --source desk\n"},
      {Command::evaluate, "evaluate", "read all sources once and print every target's verdict",
       "Reads all sources from beginning to end and judges every target as of one moment.",
       "  charterd evaluate --config.file charterd.yml --at 2026-04-01\n"
       "  charterd evaluate --config.file charterd.yml --format json | jq '.targets[].status'\n"},
      {Command::explain, "explain", "list every miss, exclusion and overdue case behind a figure",
       "Reads all sources from beginning to end and lists what one target's figure is made of:\n"
       "when, which case, which rule, file and line. Status 1 when the list is not the figure.",
       "  charterd explain phone-service-level --config.file charterd.yml\n"
       "  charterd explain orders-right --window previous --at 2026-04-01\n",
       "TARGET, the id of a target of the charter"},
      {Command::report, "report", "print a finished period's results out of the daemon's state",
       "Says how each target was kept in a year, quarter, month or day that is over, and in parts\n"
       "of it, out of what the daemon keeps: no log is read. The goals are those of the charter "
       "as\n"
       "it is now; the output names its version and hash. A goal of a count or a sum is judged "
       "only\n"
       "in a period of its own window's length, an improvement only where its deadline lies in or\n"
       "at the end of the period, by its own window. Status 1: there are no such results.",
       "  charterd report --config.file charterd.yml --period 2026-10 > october.md\n"
       "  charterd report --period 2026-Q3 --format json | jq '.targets[].status'\n"},
      {Command::cases, "cases", "list open cases past their deadline",
       "Lists, out of what the daemon keeps, each case that is past its deadline and still open,\n"
       "once for each target that it misses so, oldest deadline first. Its keys are those of\n"
       "customers' cases: look after the output.",
       "  charterd cases --overdue --config.file charterd.yml\n"
       "  charterd cases --overdue --format csv --limit 100000 > overdue.csv\n"},
      {Command::rules, "rules", "write Prometheus rules for this charter",
       "Writes recording rules that sum the figures over all instances, and alerts on them. The "
       "tests\n"
       "expect the rules beside them in a file that is called as their header says.",
       "  charterd rules --config.file charterd.yml > shop.rules.yml\n"
       "  charterd rules --config.file charterd.yml --tests > shop.tests.yml\n"
       "  promtool test rules shop.tests.yml\n"},
      {Command::events, "events", "print the events that the records make",
       "Prints, as JSON lines, the events that the mapping makes of the records, and the place "
       "and\n"
       "reason of each rejected record: to try a mapping before trusting it.",
       "  charterd events --config.file charterd.yml --source contact-centre --limit 20\n"},
      {Command::simulate, "simulate", "write a believable stream of events",
       "Writes JSON lines for the charter's measures, with a daily curve and, on request, an\n"
       "outage: for demonstrations and load tests. The same seed gives the same events.",
       "  charterd simulate --config.file charterd.yml --from 2026-10-01T00:00:00Z --for 31d\n"},
      {Command::backup, "backup", "write a consistent copy of the daemon's state",
       "Writes what the daemon has committed at one instant to a new file, while it runs or not.\n"
       "To begin with the copy, put it as state.db into a storage path of its own.",
       "  charterd backup /backup/charterd-2026-10-31.db --config.file charterd.yml\n",
       "FILE, one that is not there yet"},
      {Command::forget, "forget", "remove a case's events from the daemon's state",
       "Forgets the cases with this key: through the daemon where it runs, else by itself. What\n"
       "they were counted as stays in the figures; what is pending or overdue leaves them; later\n"
       "events of the key make no case anew. The logs still hold the events, and so do backups: a\n"
       "daemon that begins anew, or with a new or changed target, reads the logs again. Erase\n"
       "them there first.",
       "  charterd forget order-4711 --config.file charterd.yml\n"
       "  charterd forget 4711 --case complaint\n",
       "KEY, the key of a case"},
  };
  return words;
}

const CommandWord& word_of(Command command) {
  const auto& words = command_words();
  return *std::find_if(words.begin(), words.end(),
                       [&](const CommandWord& word) { return word.command == command; });
}

}  // namespace charterd::daemon
