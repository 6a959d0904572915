// Times: no text in any form or layout does harm, and what is read lies within the calendar.
#include <cstdlib>
#include <stdexcept>

#include "collectors/time_reader.h"
#include "tests/fuzz/reader_fuzz.h"

namespace {

using charterd::collectors::TimeReader;
using charterd::config::TimeSource;
using charterd::config::Zone;

void check_form(const TimeSource& source, std::string_view text) {
  static const Zone kPrague = Zone::find("Europe/Prague").value_or(Zone::utc());
  TimeReader reader(source, kPrague);
  const auto first = reader.read(text);
  if (first != reader.read(text)) std::abort();  // what it remembers must not matter
  if (first && !charterd::collectors::within_calendar(*first)) std::abort();
}

}  // namespace

// The layout is the part before the first line feed, the text what follows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\n');
  const std::string text = end == std::string::npos ? input : input.substr(end + 1);
  for (const auto form : {TimeSource::Form::rfc3339, TimeSource::Form::epoch_seconds,
                          TimeSource::Form::epoch_milliseconds}) {
    TimeSource source;
    source.form = form;
    check_form(source, text);
  }
  TimeSource source;
  source.form = TimeSource::Form::layout;
  source.layout = input.substr(0, end);
  try {
    check_form(source, text);
  } catch (const std::invalid_argument&) {
    // A layout that cannot give a time.
  }
  return 0;
}
