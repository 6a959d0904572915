// What the customers' page says besides the charter's own texts, in each language.
#pragma once

#include "daemon/page_language.h"

namespace charterd::daemon {

/// Messages for PageLocale::message(); each names its arguments here. UTF-8, in typographic
/// characters: a straight apostrophe has a meaning of its own there.
struct PageWords {
  // The head of the page, and what is always in sight.
  const char* charter;         ///< what the page is
  const char* skip;            ///< the link to the promises
  const char* language;        ///< names the list of languages
  const char* figures_up_to;   ///< {time}
  const char* stale;           ///< heading of the following
  const char* standing_still;  ///< {time}: no figure has changed since
  const char* silent;          ///< a source has sent nothing for too long
  const char* behind;          ///< not all records have been read yet
  const char* summary;         ///< {kept} of {judged} promises, numbers
  const char* complaint;       ///< heading: something went wrong?
  const char* complaint_more;  ///< the link to the recourse

  // Headings.
  const char* promises;
  const char* not_counted;
  const char* recourse;
  const char* rights;
  const char* commitments;
  const char* about;
  const char* scope;

  // What a figure is judged to be.
  const char* kept;
  const char* kept_so_far;
  const char* on_the_way;
  const char* only_just;
  const char* behind_plan;
  const char* missed;
  const char* no_figure;
  const char* too_few;

  // A target's figure.
  const char* kept_of;         ///< {good} of {total}, numbers; {share}
  const char* missed_of;       ///< {bad} of {total}, numbers; {share}
  const char* kept_amount;     ///< {share} by weight
  const char* missed_amount;   ///< {share} by weight
  const char* average;         ///< {value}
  const char* half_within;     ///< {value}: half took no longer
  const char* part_within;     ///< {part} took no longer than {value}
  const char* half_at_most;    ///< {value}: half is no more
  const char* part_at_most;    ///< {part} is no more than {value}
  const char* total;           ///< {value}
  const char* score;           ///< {value}, a net promoter score
  const char* difference;      ///< {value} between the groups
  const char* measured;        ///< {n}: so often
  const char* points;          ///< {n}; {value} is the same as text
  const char* percent_points;  ///< {n}; {value} is the same as text
  const char* working_time;    ///< {value}, a time in which only working time counts

  // What was promised.
  const char* promised;  ///< {promise}
  const char* at_least;  ///< {value}
  const char* at_most;   ///< {value}
  const char* every_one;
  const char* less_by;   ///< {change} by {date}
  const char* more_by;   ///< {change} by {date}
  const char* path;      ///< from {baseline} to {goal}
  const char* path_now;  ///< {expected} by now

  // When.
  const char* last_days;     ///< {n}
  const char* last_hours;    ///< {n}
  const char* last_minutes;  ///< {n}
  const char* this_day;
  const char* this_week;
  const char* this_month;
  const char* this_quarter;
  const char* this_year;
  const char* until;     ///< {date}: the end of an improvement that is over
  const char* last_day;  ///< {value}, of yesterday; and so on
  const char* last_week;
  const char* last_month;
  const char* last_quarter;
  const char* last_year;
  const char* season;       ///< the promise holds from {from} to {to}, both days included
  const char* season_from;  ///< from {from} on
  const char* season_to;    ///< up to and with {to}
  const char* since;        ///< {date}: nothing before it is counted
  const char* filling;      ///< is being counted anew

  // Around a figure.
  const char* below_minimum;  ///< {n} so far, judged from {minimum} on
  const char* overdue;        ///< {n} cases
  const char* overdue_few;    ///< fewer than ten
  const char* left_out;       ///< {n} outcomes were not counted
  const char* left_out_few;   ///< fewer than ten
  const char* left_out_none;
  const char* for_a_miss;     ///< {amount} is owed for each miss
  const char* history;        ///< heading of the months
  const char* history_range;  ///< from {low} to {high} in {n} months
  const char* month;          ///< heading of a column
  const char* figure;         ///< heading of a column
  const char* so_far;         ///< behind the name of the month that runs
  const char* line_promised;  ///< what the dashed line is

  // Exemptions.
  const char* from_to;  ///< {from} and {to}, both days included
  const char* all_promises;

  // Recourse, and the charter itself.
  const char* phone;
  const char* email;
  const char* address;
  const char* refund;
  const char* website;
  const char* compensation;  ///< heading: what is owed
  const char* version;       ///< {version}
  const char* in_force;      ///< {date}
  const char* review;        ///< {date}
  const char* counted_by;    ///< where the figures come from
  const char* this_page;     ///< before the page's address
};

const PageWords& words_of(Language language);

}  // namespace charterd::daemon
