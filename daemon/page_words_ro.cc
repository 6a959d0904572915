#include "daemon/page_words_all.h"

namespace charterd::daemon {

const PageWords kRomanian{
    .charter = "Carta clientului",
    .skip = "Mergeți direct la promisiuni",
    .language = "Limba",
    .figures_up_to = "Datele sunt la zi până la {time}",
    .stale = "Este posibil ca aceste date să nu fie actuale",
    .standing_still = "Nu s-au mai schimbat din {time}.",
    .silent =
        "Datele provin din mai multe evidențe, iar una dintre ele nu a mai transmis nimic de prea "
        "mult timp.",
    .behind = "Încă citim evidențele. Datele nu sunt complete deocamdată.",
    .summary =
        "În prezent respectăm {kept, number} din {judged, plural, one {singura noastră promisiune} "
        "few {cele # promisiuni ale noastre} other {cele # de promisiuni ale noastre}}.",
    .complaint = "Ceva nu a mers bine?",
    .complaint_more = "Ce puteți face, pas cu pas",
    .promises = "Ce promitem și cât de bine ne ținem de cuvânt",
    .not_counted = "Ce nu se ia în calcul și de ce",
    .recourse = "Ce puteți face când nu ne respectăm promisiunea",
    .rights = "Drepturile dumneavoastră",
    .commitments = "Ce facem ca să ne ținem de cuvânt",
    .about = "Cine suntem",
    .scope = "Cui și la ce se aplică această cartă",
    .kept = "Respectat",
    .kept_so_far = "Respectat până acum",
    .on_the_way = "Pe drumul cel bun",
    .only_just = "Respectat la limită",
    .behind_plan = "În urma planului",
    .missed = "Nerespectat",
    .no_figure = "Fără date încă",
    .too_few = "Prea puține date pentru a fi publicate",
    .kept_of =
        "Respectat în {good, number} din {total, plural, one {# caz} few {# cazuri} other {# de "
        "cazuri}} ({share})",
    .missed_of =
        "Nerespectat în {bad, number} din {total, plural, one {# caz} few {# cazuri} other {# de "
        "cazuri}} ({share})",
    .kept_amount = "Respectat pentru {share} din cantitate",
    .missed_amount = "Nerespectat pentru {share} din cantitate",
    .average = "În medie {value}",
    .half_within = "Jumătate în cel mult {value}",
    .part_within = "{part} în cel mult {value}",
    .half_at_most = "Jumătate cel mult {value}",
    .part_at_most = "{part} cel mult {value}",
    .total = "În total {value}",
    .score = "Scor {value} pe o scară de la −100 la 100",
    .difference = "{value} între cei mai bine și cei mai slab serviți",
    .measured = "măsurat {n, plural, one {o dată} few {de # ori} other {de # de ori}}",
    .points = "{n, plural, one {{value} punct} few {{value} puncte} other {{value} de puncte}}",
    .percent_points =
        "{n, plural, one {{value} punct procentual} few {{value} puncte procentuale} other "
        "{{value} de puncte procentuale}}",
    .working_time = "{value} din programul de lucru",
    .promised = "promis: {promise}",
    .at_least = "cel puțin {value}",
    .at_most = "cel mult {value}",
    .every_one = "fără nicio excepție",
    .less_by = "cu {change} mai puțin până la {date}",
    .more_by = "cu {change} mai mult până la {date}",
    .path = "Punct de plecare: {baseline}. Obiectiv: {goal}.",
    .path_now = "Conform planului, acum: {expected}.",
    .last_days =
        "{n, plural, one {în ultima zi} few {în ultimele # zile} other {în ultimele # de zile}}",
    .last_hours =
        "{n, plural, one {în ultima oră} few {în ultimele # ore} other {în ultimele # de ore}}",
    .last_minutes =
        "{n, plural, one {în ultimul minut} few {în ultimele # minute} other {în ultimele # de "
        "minute}}",
    .this_day = "astăzi, până acum",
    .this_week = "săptămâna aceasta, până acum",
    .this_month = "luna aceasta, până acum",
    .this_quarter = "trimestrul acesta, până acum",
    .this_year = "anul acesta, până acum",
    .until = "până la {date}",
    .last_day = "ieri: {value}",
    .last_week = "săptămâna trecută: {value}",
    .last_month = "luna trecută: {value}",
    .last_quarter = "trimestrul trecut: {value}",
    .last_year = "anul trecut: {value}",
    .season = "Această promisiune este valabilă de la {from} până la {to}.",
    .season_from = "Această promisiune este valabilă de la {from}.",
    .season_to = "Această promisiune este valabilă până la {to}.",
    .since = "Calculat din {date}.",
    .filling = "Datele se recalculează și vor apărea aici în curând.",
    .below_minimum =
        "{n, plural, one {Un singur caz} few {# cazuri} other {# de cazuri}} până acum; evaluăm "
        "începând cu {minimum, plural, one {un caz} few {# cazuri} other {# de cazuri}}.",
    .overdue =
        "{n, plural, one {Un caz a depășit termenul} few {# cazuri au depășit termenul} other {# "
        "de cazuri au depășit termenul}} în acest moment.",
    .overdue_few = "Mai puțin de zece cazuri au depășit termenul în acest moment.",
    .left_out =
        "{n, plural, one {Un caz nu a fost luat} few {# cazuri nu au fost luate} other {# de "
        "cazuri nu au fost luate}} în calcul",
    .left_out_few = "Mai puțin de zece cazuri nu au fost luate în calcul",
    .left_out_none = "Nu se iau în calcul",
    .for_a_miss = "Dacă nu ne respectăm promisiunea, primiți {amount}.",
    .history = "Ultimul an, lună de lună",
    .history_range =
        "{n, plural, one {O lună} few {# luni} other {# de luni}}, între {low} și {high}",
    .month = "Luna",
    .figure = "Valoare",
    .so_far = "până acum",
    .line_promised = "promis",
    .from_to = "{from} – {to}",
    .all_promises = "Toate promisiunile",
    .phone = "Telefon",
    .email = "E-mail",
    .address = "Adresă",
    .refund = "Rambursare",
    .website = "Site web",
    .compensation = "Ce primiți când nu ne respectăm promisiunea",
    .version = "Versiunea {version}",
    .in_force = "în vigoare din {date}",
    .review = "următoarea revizuire până la {date}",
    .counted_by = "Toate valorile se calculează automat din evidențele noastre.",
    .this_page = "Cele mai noi date sunt la",
};

}  // namespace charterd::daemon
