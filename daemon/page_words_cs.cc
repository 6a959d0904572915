#include "daemon/page_words_all.h"

namespace charterd::daemon {

const PageWords kCzech{
    .charter = "Zákaznická charta",
    .skip = "Přejít ke slibům",
    .language = "Jazyk",
    .figures_up_to = "Údaje do {time}",
    .stale = "Tyto údaje nemusí být aktuální",
    .standing_still = "Nemění se od {time}.",
    .silent = "Údaje bereme z několika záznamů a jeden z nich mlčí déle, než by měl.",
    .behind = "Záznamy ještě načítáme. Údaje zatím nejsou úplné.",
    .summary =
        "Právě teď dodržujeme {kept, number} z celkem {judged, plural, one {# slibu} other {# "
        "slibů}}.",
    .complaint = "Něco se nepovedlo?",
    .complaint_more = "Co můžete udělat, krok za krokem",
    .promises = "Co slibujeme a jak to dodržujeme",
    .not_counted = "Co se nepočítá a proč",
    .recourse = "Co můžete udělat, když slib nedodržíme",
    .rights = "Vaše práva",
    .commitments = "Co děláme, abychom slovo dodrželi",
    .about = "Kdo jsme",
    .scope = "Na koho a na co se charta vztahuje",
    .kept = "Dodrženo",
    .kept_so_far = "Zatím dodrženo",
    .on_the_way = "Na dobré cestě",
    .only_just = "Dodrženo jen těsně",
    .behind_plan = "Pozadu oproti plánu",
    .missed = "Nedodrženo",
    .no_figure = "Zatím bez údaje",
    .too_few = "Příliš málo údajů ke zveřejnění",
    .kept_of =
        "Dodrženo u {good, number} z celkem {total, plural, one {# případu} other {# případů}} "
        "({share})",
    .missed_of =
        "Nedodrženo u {bad, number} z celkem {total, plural, one {# případu} other {# případů}} "
        "({share})",
    .kept_amount = "Dodrženo u {share} množství",
    .missed_amount = "Nedodrženo u {share} množství",
    .average = "V průměru {value}",
    .half_within = "Polovina případů nejvýše {value}",
    .part_within = "{part} případů nejvýše {value}",
    .half_at_most = "Polovina hodnot nejvýše {value}",
    .part_at_most = "{part} hodnot nejvýše {value}",
    .total = "Celkem {value}",
    .score = "Skóre {value} na stupnici od −100 do 100",
    .difference = "{value} mezi nejlépe a nejhůře obslouženými",
    .measured = "měřeno {n, plural, one {jednou} other {#krát}}",
    .points =
        "{n, plural, one {{value} bod} few {{value} body} many {{value} bodu} other {{value} "
        "bodů}}",
    .percent_points =
        "{n, plural, one {{value} procentní bod} few {{value} procentní body} many {{value} "
        "procentního bodu} other {{value} procentních bodů}}",
    .working_time = "{value} pracovní doby",
    .promised = "slíbeno: {promise}",
    .at_least = "nejméně {value}",
    .at_most = "nejvýše {value}",
    .every_one = "bez jediné výjimky",
    .less_by = "o {change} méně do {date}",
    .more_by = "o {change} více do {date}",
    .path = "Výchozí stav: {baseline}. Cíl: {goal}.",
    .path_now = "Podle plánu teď: {expected}.",
    .last_days = "za {n, plural, one {poslední den} few {poslední # dny} other {posledních # dní}}",
    .last_hours =
        "za {n, plural, one {poslední hodinu} few {poslední # hodiny} other {posledních # hodin}}",
    .last_minutes =
        "za {n, plural, one {poslední minutu} few {poslední # minuty} other {posledních # minut}}",
    .this_day = "dnes",
    .this_week = "tento týden",
    .this_month = "tento měsíc",
    .this_quarter = "toto čtvrtletí",
    .this_year = "tento rok",
    .until = "do {date}",
    .last_day = "včera: {value}",
    .last_week = "minulý týden: {value}",
    .last_month = "minulý měsíc: {value}",
    .last_quarter = "minulé čtvrtletí: {value}",
    .last_year = "minulý rok: {value}",
    .season = "Tento slib platí od {from} do {to}.",
    .season_from = "Tento slib platí od {from}.",
    .season_to = "Tento slib platí do {to}.",
    .since = "Počítáno od {date}.",
    .filling = "Tento údaj právě přepočítáváme, brzy tu bude.",
    .below_minimum =
        "Zatím {n, plural, one {jeden případ} few {# případy} other {# případů}}; hodnotíme od "
        "{minimum, plural, one {# případu} other {# případů}}.",
    .overdue =
        "Právě teď {n, plural, one {je po termínu # případ} few {jsou po termínu # případy} other "
        "{je po termínu # případů}}.",
    .overdue_few = "Právě teď je po termínu méně než deset případů.",
    .left_out = "Nezapočteno: {n, plural, one {# případ} few {# případy} other {# případů}}",
    .left_out_few = "Nezapočteno: méně než deset případů",
    .left_out_none = "Nezapočítávají se",
    .for_a_miss = "Když slib nedodržíme, dostanete {amount}.",
    .history = "Poslední rok po měsících",
    .history_range =
        "{n, plural, one {# měsíc} few {# měsíce} other {# měsíců}}, rozmezí {low} – {high}",
    .month = "Měsíc",
    .figure = "Údaj",
    .so_far = "dosud",
    .line_promised = "slíbeno",
    .from_to = "{from} – {to}",
    .all_promises = "Všechny sliby",
    .phone = "Telefon",
    .email = "E-mail",
    .address = "Adresa",
    .refund = "Vrácení peněz",
    .website = "Web",
    .compensation = "Co dostanete, když slib nedodržíme",
    .version = "Verze {version}",
    .in_force = "platí od {date}",
    .review = "příští revize do {date}",
    .counted_by = "Všechny údaje se počítají automaticky z našich záznamů.",
    .this_page = "Nejnovější údaje najdete na",
};

}  // namespace charterd::daemon
