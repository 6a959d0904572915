#include "collectors/push_source.h"

#include <algorithm>
#include <utility>

namespace charterd::collectors {
namespace {

constexpr const char* kPath = "POST /api/v1/events";

// Passes everything on and keeps the places of what was rejected.
class NotingSink : public EventSink {
 public:
  NotingSink(EventSink& sink, std::vector<PostProblem>& problems)
      : sink_(sink), problems_(problems) {}

  std::optional<Reason> take(const Event& event) override { return sink_.take(event); }
  void rejected(const StreamName& stream, const Origin& place, Reason reason) override {
    if (problems_.size() < kMostPostProblems) problems_.push_back({place.line, reason});
    sink_.rejected(stream, place, reason);
  }

 private:
  EventSink& sink_;
  std::vector<PostProblem>& problems_;
};

SourceCounts difference(const SourceCounts& after, const SourceCounts& before) {
  SourceCounts result;
  result.records = after.records - before.records;
  result.accepted = after.accepted - before.accepted;
  result.filtered = after.filtered - before.filtered;
  result.duplicate = after.duplicate - before.duplicate;
  for (std::size_t i = 0; i < result.rejected.size(); ++i) {
    result.rejected[i] = after.rejected[i] - before.rejected[i];
  }
  return result;
}

}  // namespace

PushSource::PushSource(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
                       config::Zone zone, std::shared_ptr<PushQueue> queue)
    : is_json_(source.format.kind == config::FormatKind::json),
      most_bytes_(source.push.max_body),
      reader_(source, index, vocabulary, zone),
      queue_(std::move(queue)) {
  if (queue_) return;
  problems_.say("",
                "what is posted counts in `charterd run` alone and is kept nowhere to be read "
                "again; to try the mapping, put a body into a file and name that with file: "
                "{paths: [...]}");
}

PushSource::~PushSource() {
  answer(saving_, false);
  put_back();
}

std::string_view PushSource::stream_path(std::uint32_t stream) const {
  return stream == 0 ? kPath : "";
}

std::size_t PushSource::poll(EventSink& sink, std::size_t budget) {
  std::size_t used = 0;
  while (queue_ && used < budget) {
    auto post = queue_->pop();
    if (!post) break;
    used += post->body.size();
    read(*std::move(post), sink);
  }
  return used;
}

void PushSource::read(Post post, EventSink& sink) {
  PostResult result;
  const auto lines = [&]() -> tl::expected<std::string, BodyFault> {
    auto text = post.gzipped ? unpack_gzip(post.body, most_bytes_) : post.body;
    if (text && is_json_) text = json_lines(*std::move(text));
    return text;
  }();
  const SourceCounts before = reader_.counts();
  // The next post's offset begins behind them, in another process too.
  reader_.add_bytes(std::max(post.body.size(), lines ? lines->size() : 0));
  if (lines) {
    std::string padded = *lines;
    padded.resize(lines->size() + kReadPadding);
    StreamState state;
    state.path = kPath;
    // One post comes behind the other, from one process to the next too.
    state.offset = std::max(before.bytes, end_);
    end_ = state.offset + lines->size();
    NotingSink noting(sink, result.problems);
    reader_.consume(state, {padded.data(), lines->size()}, true, noting);
  } else {
    result.fault = lines.error();
    if (post.done) post.done(result);
    return;
  }
  result.counts = difference(reader_.counts(), before);
  read_.push_back({std::move(post), std::move(result)});
}

void PushSource::save(config::RowChanges& changes) {
  reader_.save(changes);
  for (ReadPost& post : read_) saving_.push_back(std::move(post));
  read_.clear();
}

void PushSource::committed() { answer(saving_, true); }

// Whether the changes were kept is not known, so whoever sent them has to send them again.
void PushSource::not_committed() {
  answer(saving_, false);
  put_back();
}

void PushSource::answer(std::vector<ReadPost>& posts, bool kept) {
  for (ReadPost& post : std::exchange(posts, {})) {
    post.result.kept = kept;
    if (post.post.done) post.post.done(post.result);
  }
}

void PushSource::put_back() {
  std::vector<Post> posts;
  for (ReadPost& post : std::exchange(read_, {})) posts.push_back(std::move(post.post));
  if (queue_ && !posts.empty()) queue_->put_back(std::move(posts));
}

}  // namespace charterd::collectors
