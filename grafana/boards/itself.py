"""For those who run charterd: what it reads, what it costs, what it was told."""

from board import ITSELF, alerts, board, variable
from panels import lines, organize, override, query, stat, steps, table, timeline, words

OF = 'job=~"$job",instance=~"$instance"'
YES = {1: ("yes", "green"), 0: ("no", "dark-red")}
STALE = {0: ("written", "green"), 1: ("stale", "dark-red")}
SILENT = {0: ("sends", "green"), 1: ("silent", "dark-red")}


def rate(name, *labels):
    by = ", ".join(("instance", *labels))
    return f"sum by ({by}) (rate({name}{{{OF}}}[$__rate_interval]))"


def most(name, *labels):
    return f"max by ({', '.join(('instance', *labels))}) ({name}{{{OF}}})"


def summary():
    named = {"text_mode": "auto"}  # the instances by name, where there are several
    return [
        stat("Answers", "Whether Prometheus reaches each instance.", (0, 0, 4, 4),
             [query(most("up"), legend="{{instance}}", instant=True)], "none",
             no_data="none is scraped", mappings=words(YES),
             **named),
        stat("Version", "Of the program.", (4, 0, 4, 4),
             [query(f"count by (version) (charterd_build_info{{{OF}}})", legend="{{version}}",
                    instant=True)], "none", no_data="none is scraped", text_mode="name",
             colour_mode="none"),
        stat("Runs since", "When each instance was started.", (8, 0, 4, 4),
             [query(f"1000 * {most('process_start_time_seconds')}", legend="{{instance}}",
                    instant=True)], "dateTimeFromNow", no_data="none is scraped",
             colour_mode="none", **named),
        stat("Last reload worked", "Whether the files were read without error when they were last "
             "loaded. After a failure the former ones stay in force.", (12, 0, 4, 4),
             [query(f"min by (instance) (charterd_config_last_reload_successful{{{OF}}})",
                    legend="{{instance}}", instant=True)], "none", no_data="none is scraped",
             mappings=words(YES), **named),
        stat("Files in force since", "When charter and settings were last loaded without error.",
             (16, 0, 4, 4),
             [query(f"1000 * {most('charterd_config_last_reload_success_timestamp_seconds')}",
                    legend="{{instance}}", instant=True)], "dateTimeFromNow",
             no_data="none is scraped", colour_mode="none",
             **named),
        stat("Sources read to their end", "0 would be none; each counts that has nothing left to "
             "read.", (20, 0, 4, 4),
             [query(f"avg by (instance) (charterd_source_caught_up{{{OF}}})",
                    legend="{{instance}}", instant=True)], "percentunit", no_data="no sources",
             colour_mode="value", thresholds=steps((None, "dark-yellow"), (1, "green")),
             **named)]


def sources():
    age = "time() - " + most("charterd_source_last_event_timestamp_seconds", "source")
    return [
        lines("Records read", "By what became of them.", (0, 4, 8, 8),
              [query(rate("charterd_source_records_total", "source", "result"),
                     legend="{{source}} {{result}} {{instance}}")], "rps", no_data="no sources"),
        lines("Records rejected", "By the first reason. `charterd events --source S` shows which.",
              (8, 4, 8, 8),
              [query(rate("charterd_source_rejected_total", "source", "reason"),
                     legend="{{source}} {{reason}} {{instance}}")], "rps", no_data="no sources"),
        lines("Bytes read", "Before decompression.", (16, 4, 8, 8),
              [query(rate("charterd_source_bytes_total", "source"),
                     legend="{{source}} {{instance}}")], "Bps", no_data="no sources"),
        lines("Lag", "For how long something has been left to read.", (0, 12, 8, 8),
              [query(most("charterd_source_lag_seconds", "source"),
                     legend="{{source}} {{instance}}")], "s", no_data="no sources",
              thresholds=steps((None, "green"), (60, "dark-yellow"))),
        lines("Age of the latest event", "How long ago the latest accepted event happened.",
              (8, 12, 8, 8), [query(age, legend="{{source}} {{instance}}")], "s",
              no_data="no event yet"),
        timeline("Silent sources", "Silent: no event for longer than the source's `expect` says.",
                 (16, 12, 8, 8),
                 [query(most("charterd_source_silent", "source"),
                        legend="{{source}} {{instance}}")], "none", no_data="no sources",
                 mappings=words(SILENT), interval="5m")]


def resources():
    limits = {"limit": override("limit", color={"mode": "fixed", "fixedColor": "orange"},
                                custom__lineStyle={"fill": "dash", "dash": [8, 6]})}
    return [
        lines("Memory", "Resident.", (0, 20, 6, 8),
              [query(most("process_resident_memory_bytes"), legend="{{instance}}")], "bytes",
              no_data="none is scraped"),
        lines("Processor", "Of one core.", (6, 20, 6, 8),
              [query(rate("process_cpu_seconds_total"), legend="{{instance}}")], "percentunit",
              no_data="none is scraped"),
        lines("Open files", "And how many there may be.", (12, 20, 6, 8),
              [query(most("process_open_fds"), "A", "{{instance}}"),
               query(f"min(process_max_fds{{{OF}}})", "B", "limit")], "none",
              no_data="none is scraped", overrides=[limits["limit"]]),
        lines("HTTP connections", "Beyond the limit those idle longest are closed.", (18, 20, 6, 8),
              [query(most("charterd_http_connections"), "A", "{{instance}}"),
               query(f"min(charterd_http_connections_limit{{{OF}}})", "B", "limit")], "none",
              no_data="none is scraped", overrides=[limits["limit"]]),
        lines("Time of a scrape", "As Prometheus sees it.", (0, 28, 6, 8),
              [query(most("scrape_duration_seconds"), legend="{{instance}}")], "s",
              no_data="none is scraped", thresholds=steps((None, "green"), (1, "dark-yellow"))),
        lines("Series of a scrape", "How many samples /metrics holds.", (6, 28, 6, 8),
              [query(most("scrape_samples_scraped"), legend="{{instance}}")], "none",
              no_data="none is scraped"),
        lines("HTTP answers", "By status.", (12, 28, 6, 8),
              [query(rate("charterd_http_answers_total", "code"), legend="{{code}} {{instance}}")],
              "reqps", no_data="none is scraped"),
        lines("HTTP connections closed", "By charterd: at the limit, or after a timeout.",
              (18, 28, 6, 8),
              [query(rate("charterd_http_connections_closed_total", "reason"),
                     legend="{{reason}} {{instance}}")], "cps", no_data="none is scraped")]


def state():
    commits = (f"histogram_quantile(0.9, sum by (instance, le) (rate("
               f"charterd_state_commit_duration_seconds_bucket{{{OF}}}[$__rate_interval])))")
    return [
        lines("Commits", "How many commits of the state there are, and how many of them failed.",
              (0, 36, 6, 8),
              [query(rate("charterd_state_commit_duration_seconds_count"), "A",
                     "commits {{instance}}"),
               query(rate("charterd_state_commit_failures_total"), "B", "failed {{instance}}")],
              "cps", no_data="none is scraped"),
        lines("Time of a commit", "Nine tenths of them take no longer.", (6, 36, 6, 8),
              [query(commits, legend="{{instance}}")], "s", no_data="no commit in this time",
              thresholds=steps((None, "green"), (1, "dark-yellow"))),
        lines("State on disk", "Its size.", (12, 36, 6, 8),
              [query(most("charterd_state_bytes"), legend="{{instance}}")], "bytes",
              no_data="none is scraped"),
        timeline("State is written", "Stale: the state cannot be written. Figures stand still and "
                 "nothing is read until it can.", (18, 36, 6, 8),
                 [query(most("charterd_state_stale"), legend="{{instance}}")], "none",
                 no_data="none is scraped", mappings=words(STALE), interval="5m")]


def events():
    unusual = f"sum by (case, reason) (charterd_case_unusual_events{{{OF}}})"
    unusable = ("round(sum by (measure, reason) "
                f"(increase(charterd_measure_unusable_total{{{OF}}}[$__range])))")
    return [
        lines("Open cases", "By kind: each costs memory.", (0, 44, 8, 9),
              [query(f"sum by (case) (charter_cases_open{{{OF}}})", legend="{{case}}")], "none",
              no_data="the charter has no cases"),
        lines("Odd, but counted", "Corrected: decided, then judged otherwise by later events. "
              "Orphans: events of cases whose opening was not known. Folded: label values counted "
              "as `other`.", (8, 44, 8, 9),
              [query(rate("charterd_corrected_outcomes_total"), "A", "corrected {{instance}}"),
               query(rate("charterd_orphan_events_total"), "B", "orphans {{instance}}"),
               query(rate("charterd_folded_label_values_total"), "C", "folded {{instance}}")],
              "cps", no_data="none is scraped"),
        table("Events of which nothing became", "In the time shown events without a usable value; "
              "since the start events of cases that had no effect, by why.", (16, 44, 8, 9),
              [query(f"{unusual} > 0 or {unusable} > 0\n"
                     f"or label_replace(0 * sum(charterd_build_info{{{OF}}}), "
                     '"reason", "none", "", "")',
                     instant=True, table=True)], "none", no_data="–",
              sort_by="Events", transformations=[organize(
                  {"case": "Case", "measure": "Measure", "reason": "Reason", "Value": "Events"},
                  "Time")])]


def make():
    build = "charterd_build_info"
    firing = ('ALERTS{alertname=~"CharterdDown|CharterdStateStale|CharterSource.*|CharterVersionsDiffer",'
              'alertstate="firing"}')
    return board(ITSELF, "What charterd reads and what it costs.",
                 [variable("job", "Job", "As Prometheus names it.", build, every=True),
                  variable("instance", "Instance", "The daemons.", f'{build}{{job=~"$job"}}',
                           every=True)],
                 [*summary(), *sources(), *resources(), *state(), *events()],
                 annotations=[alerts(firing)], since="now-24h")
