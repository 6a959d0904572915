#include "daemon/page_words_all.h"

namespace charterd::daemon {

const PageWords kSlovak{
    .charter = "Zákaznícka charta",
    .skip = "Prejsť k sľubom",
    .language = "Jazyk",
    .figures_up_to = "Údaje do {time}",
    .stale = "Tieto údaje nemusia byť aktuálne",
    .standing_still = "Nemenia sa od {time}.",
    .silent = "Údaje berieme z viacerých záznamov a jeden z nich mlčí dlhšie, než by mal.",
    .behind = "Záznamy ešte načítavame. Údaje zatiaľ nie sú úplné.",
    .summary =
        "Práve teraz dodržiavame {kept, number} z celkového počtu {judged, plural, one {# sľub} "
        "few {# sľuby} other {# sľubov}}.",
    .complaint = "Niečo sa nepodarilo?",
    .complaint_more = "Čo môžete urobiť, krok za krokom",
    .promises = "Čo sľubujeme a ako to dodržiavame",
    .not_counted = "Čo sa nepočíta a prečo",
    .recourse = "Čo môžete urobiť, keď sľub nedodržíme",
    .rights = "Vaše práva",
    .commitments = "Čo robíme, aby sme slovo dodržali",
    .about = "Kto sme",
    .scope = "Na koho a na čo sa charta vzťahuje",
    .kept = "Dodržané",
    .kept_so_far = "Zatiaľ dodržané",
    .on_the_way = "Na dobrej ceste",
    .only_just = "Dodržané len tesne",
    .behind_plan = "Pozadu oproti plánu",
    .missed = "Nedodržané",
    .no_figure = "Zatiaľ bez údaja",
    .too_few = "Príliš málo údajov na zverejnenie",
    .kept_of =
        "Dodržané: {good, number} z celkového počtu {total, plural, one {# prípadu} other {# "
        "prípadov}} ({share})",
    .missed_of =
        "Nedodržané: {bad, number} z celkového počtu {total, plural, one {# prípadu} other {# "
        "prípadov}} ({share})",
    .kept_amount = "Dodržané pri {share} množstva",
    .missed_amount = "Nedodržané pri {share} množstva",
    .average = "V priemere {value}",
    .half_within = "Polovica prípadov najviac {value}",
    .part_within = "{part} prípadov najviac {value}",
    .half_at_most = "Polovica hodnôt najviac {value}",
    .part_at_most = "{part} hodnôt najviac {value}",
    .total = "Spolu {value}",
    .score = "Skóre {value} na stupnici od −100 do 100",
    .difference = "{value} medzi najlepšie a najhoršie obslúženými",
    .measured = "merané {n, plural, one {raz} other {#-krát}}",
    .points =
        "{n, plural, one {{value} bod} few {{value} body} many {{value} bodu} other {{value} "
        "bodov}}",
    .percent_points =
        "{n, plural, one {{value} percentuálny bod} few {{value} percentuálne body} many {{value} "
        "percentuálneho bodu} other {{value} percentuálnych bodov}}",
    .working_time = "{value} pracovného času",
    .promised = "sľúbené: {promise}",
    .at_least = "najmenej {value}",
    .at_most = "najviac {value}",
    .every_one = "bez jedinej výnimky",
    .less_by = "o {change} menej do {date}",
    .more_by = "o {change} viac do {date}",
    .path = "Východiskový stav: {baseline}. Cieľ: {goal}.",
    .path_now = "Podľa plánu teraz: {expected}.",
    .last_days = "za {n, plural, one {posledný deň} few {posledné # dni} other {posledných # dní}}",
    .last_hours =
        "za {n, plural, one {poslednú hodinu} few {posledné # hodiny} other {posledných # hodín}}",
    .last_minutes =
        "za {n, plural, one {poslednú minútu} few {posledné # minúty} other {posledných # minút}}",
    .this_day = "dnes",
    .this_week = "tento týždeň",
    .this_month = "tento mesiac",
    .this_quarter = "tento štvrťrok",
    .this_year = "tento rok",
    .until = "do {date}",
    .last_day = "včera: {value}",
    .last_week = "minulý týždeň: {value}",
    .last_month = "minulý mesiac: {value}",
    .last_quarter = "minulý štvrťrok: {value}",
    .last_year = "minulý rok: {value}",
    .season = "Tento sľub platí od {from} do {to}.",
    .season_from = "Tento sľub platí od {from}.",
    .season_to = "Tento sľub platí do {to}.",
    .since = "Počítané od {date}.",
    .filling = "Tento údaj práve prepočítavame, čoskoro tu bude.",
    .below_minimum =
        "Zatiaľ {n, plural, one {jeden prípad} few {# prípady} other {# prípadov}}; hodnotíme od "
        "{minimum, plural, one {# prípadu} other {# prípadov}}.",
    .overdue =
        "Práve teraz {n, plural, one {je po termíne # prípad} few {sú po termíne # prípady} other "
        "{je po termíne # prípadov}}.",
    .overdue_few = "Práve teraz je po termíne menej ako desať prípadov.",
    .left_out = "Nezapočítané: {n, plural, one {# prípad} few {# prípady} other {# prípadov}}",
    .left_out_few = "Nezapočítané: menej ako desať prípadov",
    .left_out_none = "Nezapočítavajú sa",
    .for_a_miss = "Keď sľub nedodržíme, dostanete {amount}.",
    .history = "Posledný rok po mesiacoch",
    .history_range =
        "{n, plural, one {# mesiac} few {# mesiace} other {# mesiacov}}, rozpätie {low} – {high}",
    .month = "Mesiac",
    .figure = "Údaj",
    .so_far = "doteraz",
    .line_promised = "sľúbené",
    .from_to = "{from} – {to}",
    .all_promises = "Všetky sľuby",
    .phone = "Telefón",
    .email = "E-mail",
    .address = "Adresa",
    .refund = "Vrátenie peňazí",
    .website = "Web",
    .compensation = "Čo dostanete, keď sľub nedodržíme",
    .version = "Verzia {version}",
    .in_force = "platí od {date}",
    .review = "najbližšia revízia do {date}",
    .counted_by = "Všetky údaje sa počítajú automaticky z našich záznamov.",
    .this_page = "Najnovšie údaje nájdete na",
};

}  // namespace charterd::daemon
