#include "daemon/post_answer.h"

#include <string>
#include <utility>

#include "daemon/http_later.h"
#include "daemon/json_writer.h"

namespace charterd::daemon {
namespace {

using collectors::BodyFault;
using collectors::PostResult;

HttpAnswer answer_of(BodyFault fault) {
  switch (fault) {
    case BodyFault::bad_gzip:
      return line_answer(400, "The body is no whole gzip.");
    case BodyFault::too_large:
      return line_answer(413, "The body is too large once it is unpacked: send it in pieces.");
    case BodyFault::bad_list:
      break;
  }
  return line_answer(400, "The body begins with [ and is no whole array of JSON.");
}

std::string json_of(const PostResult& result) {
  std::string text;
  JsonWriter json(text);
  const collectors::SourceCounts& counts = result.counts;
  json.begin_object().key("records").integer(counts.records);
  json.key("accepted").integer(counts.accepted);
  json.key("filtered").integer(counts.filtered);
  json.key("duplicate").integer(counts.duplicate);
  json.key("rejected").begin_object();
  for (std::size_t i = 0; i < counts.rejected.size(); ++i) {
    if (counts.rejected[i] == 0) continue;
    json.key(name_of(static_cast<collectors::Reason>(i))).integer(counts.rejected[i]);
  }
  json.end_object().key("problems").begin_array();
  for (const collectors::PostProblem& problem : result.problems) {
    json.begin_object().key("record").integer(problem.record);
    json.key("reason").text(name_of(problem.reason)).end_object();
  }
  json.end_array().end_object();
  return text + "\n";
}

}  // namespace

HttpAnswer answer_of(const PostResult& result) {
  if (result.fault) return answer_of(*result.fault);
  if (!result.kept) {
    HttpAnswer answer = line_answer(503, "This could not be kept: send it again.");
    answer.headers = {{"Retry-After", "1"}};
    return answer;
  }
  const collectors::SourceCounts& counts = result.counts;
  // Nothing was sent, or something of it counts.
  const bool of_use =
      counts.records == 0 || counts.accepted + counts.filtered + counts.duplicate > 0;
  HttpAnswer answer;
  answer.status = of_use ? 200 : 400;
  answer.content_type = "application/json";
  answer.body = std::make_shared<const std::string>(json_of(result));
  return answer;
}

}  // namespace charterd::daemon
