#include "daemon/events_endpoint.h"

#include <algorithm>
#include <set>
#include <utility>

#include "daemon/http_later.h"
#include "daemon/http_query.h"
#include "daemon/http_users.h"
#include "daemon/post_answer.h"

namespace charterd::daemon {
namespace {

using collectors::Post;
using collectors::PostResult;
using collectors::PushQueue;

enum Refusal : std::size_t { unauthorized, full, stale, bad_body };  // as kPushRefusals

// A queue takes so many of the largest bodies at least.
constexpr std::size_t kLargestBodies = 4;

bool is_gzip(const HttpRequest& request) {
  const std::string* const coding = request.header("content-encoding");
  return coding != nullptr && (*coding == "gzip" || *coding == "x-gzip");
}

bool has_known_coding(const HttpRequest& request) {
  const std::string* const coding = request.header("content-encoding");
  return coding == nullptr || *coding == "identity" || is_gzip(request);
}

HttpAnswer with_header(HttpAnswer answer, std::string name, std::string value) {
  answer.headers.emplace_back(std::move(name), std::move(value));
  return answer;
}

HttpAnswer try_again(unsigned status, std::string line, const char* seconds) {
  return with_header(line_answer(status, std::move(line)), "Retry-After", seconds);
}

}  // namespace

tl::expected<std::function<void()>, std::string> EventsEndpoint::prepare(
    const config::Settings& settings) {
  std::vector<OfferPtr> offers;
  std::map<std::string, collectors::PushLimits> limits;
  for (const config::Source& source : settings.sources) {
    if (source.kind != config::Source::Kind::http) continue;
    auto offer = std::make_shared<Offer>();
    offer->source = source.name;
    offer->max_body = source.push.max_body;
    if (!source.push.token_file.empty()) {
      auto token = SecretFile::open(secret_path(source.push.token_file, source.push.folder));
      if (!token) {
        return tl::unexpected("the token of source \"" + source.name + "\": " + token.error());
      }
      offer->token = *std::move(token);
    }
    collectors::PushLimits& bound = limits[source.name];
    bound.bytes = std::max(bound.bytes, kLargestBodies * source.push.max_body);
    offers.push_back(std::move(offer));
  }
  parts_.queues.add(limits);
  for (const OfferPtr& offer : offers) offer->queue = parts_.queues.find(offer->source);
  return [this, offers = std::move(offers)] { take(offers); };
}

void EventsEndpoint::take(std::vector<OfferPtr> offers) {
  std::set<std::string> names;
  for (const OfferPtr& offer : offers) names.insert(offer->source);
  parts_.queues.keep_only(names);
  const std::lock_guard lock(mutex_);
  for (const OfferPtr& offer : offers) {
    for (const OfferPtr& before : offers_) {
      if (before->source == offer->source) offer->refused = before->refused;
    }
  }
  offers_ = std::move(offers);
}

tl::expected<void, std::string> EventsEndpoint::offer(const config::Settings& settings) {
  const auto prepared = prepare(settings);
  if (!prepared) return tl::unexpected(prepared.error());
  (*prepared)();
  return {};
}

bool EventsEndpoint::exists() const {
  const std::lock_guard lock(mutex_);
  return !offers_.empty();
}

void EventsEndpoint::count(Offer& offer, std::size_t reason) {
  const std::lock_guard lock(mutex_);
  ++offer.refused.at(reason);
}

EventsEndpoint::Choice EventsEndpoint::choose(const HttpRequest& request) const {
  const auto refuse = [](unsigned status, std::string line) {
    return Choice{nullptr, line_answer(status, std::move(line))};
  };
  const auto query = parse_query(request.query);
  if (!query) return refuse(400, "The query cannot be read.");
  std::optional<std::string> wanted;
  for (const auto& [name, value] : *query) {
    if (name != "source" || wanted) {
      return refuse(400, "The query takes nothing but source=NAME, once.");
    }
    wanted = value;
  }
  const std::lock_guard lock(mutex_);
  if (!wanted && offers_.size() == 1) return {offers_.front(), {}};
  if (!wanted) return refuse(400, "There are several http sources: say which with ?source=NAME.");
  for (const OfferPtr& offer : offers_) {
    if (offer->source == *wanted) return {offer, {}};
  }
  return refuse(404, "No http source has that name.");
}

bool EventsEndpoint::asks_for_token(const HttpRequest& request) {
  if (request.path != kEventsPath) return false;
  const Choice choice = choose(request);
  return choice.offer && choice.offer->token;
}

bool EventsEndpoint::has_token(const HttpRequest& request, Offer& offer) {
  const auto fresh = offer.token->refresh();
  const std::string error = fresh ? "" : fresh.error();
  if (!error.empty() && error != offer.token_error) {
    parts_.log.error("the token of a source stays as it was: " + error, {{"source", offer.source}});
  }
  offer.token_error = error;
  const std::string* const field = request.header("authorization");
  if (field == nullptr) return false;
  const std::string_view scheme = "bearer ";
  if (field->size() < scheme.size()) return false;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    if (scheme[i] != ((*field)[i] | ' ')) return false;  // lower case of a letter, or a blank
  }
  return same_secret(std::string_view(*field).substr(scheme.size()), offer.token->secret());
}

std::optional<HttpAnswer> EventsEndpoint::refusal(const HttpRequest& request, Offer& offer) {
  HttpProtection protection = parts_.protection();
  protection.authenticates = protection.authenticates || offer.token;
  if (auto refused = refuse_change(request, protection)) return refused;
  if (request.method != "POST") {
    HttpAnswer answer = line_answer(405, "Allowed here: POST.");
    answer.allow = "POST";
    return answer;
  }
  if (offer.token && !has_token(request, offer)) {
    count(offer, unauthorized);
    return with_header(line_answer(401, "The bearer token of this source is needed."),
                       "WWW-Authenticate", R"(Bearer realm="charterd")");
  }
  if (!has_known_coding(request)) {
    return with_header(line_answer(415, "A body is taken as it is or as gzip."), "Accept-Encoding",
                       "gzip");
  }
  if (const std::string why = parts_.stale(); !why.empty()) {
    count(offer, stale);
    return try_again(503, "Nothing can be kept just now: " + why, "5");
  }
  if (!offer.queue->has_room(request.body.size())) {
    count(offer, full);
    return try_again(429, "Too much waits to be read: send it again later.", "1");
  }
  return std::nullopt;
}

HttpAnswer EventsEndpoint::admit(const HttpRequest& request) {
  Choice choice = choose(request);
  if (!choice.offer) return std::move(choice.refusal);
  if (auto refused = refusal(request, *choice.offer)) return *std::move(refused);
  return line_answer(kGoOn, "");
}

std::size_t EventsEndpoint::body_limit(const HttpRequest& request) {
  const Choice choice = choose(request);
  return choice.offer ? choice.offer->max_body : HttpLimits().body;
}

HttpAnswer EventsEndpoint::answer(const HttpRequest& request) {
  Choice choice = choose(request);
  if (!choice.offer) return std::move(choice.refusal);
  Offer& offer = *choice.offer;
  if (auto refused = refusal(request, offer)) return *std::move(refused);
  if (request.body.empty()) {
    return line_answer(400, "The body is empty: send JSON lines or an array.");
  }
  auto later = std::make_shared<LaterAnswer>();
  Post post;
  post.body = request.body;
  post.gzipped = is_gzip(request);
  post.wanted = [later] { return later->wanted(); };
  // Not for ever: the offer has the queue, and the queue has the post.
  post.done = [this, later, offer = std::weak_ptr<Offer>(choice.offer)](const PostResult& result) {
    later->give([this, result, offer] {
      const OfferPtr offered = offer.lock();
      if (offered && result.fault) count(*offered, bad_body);
      return answer_of(result);
    });
  };
  switch (offer.queue->push(std::move(post))) {
    case PushQueue::Verdict::taken:
      parts_.wake();
      return answer_by(std::move(later));
    case PushQueue::Verdict::full:
      count(offer, full);
      return try_again(429, "Too much waits to be read: send it again later.", "1");
    case PushQueue::Verdict::closed:
      break;
  }
  return answer_of({});
}

std::vector<PushStats> EventsEndpoint::stats() const {
  const std::lock_guard lock(mutex_);
  std::vector<PushStats> all;
  for (const OfferPtr& offer : offers_) {
    const auto size = offer->queue->size();
    const collectors::PushLimits limits = offer->queue->limits();
    all.push_back(
        {offer->source, size.posts, size.bytes, limits.posts, limits.bytes, offer->refused});
  }
  return all;
}

}  // namespace charterd::daemon
