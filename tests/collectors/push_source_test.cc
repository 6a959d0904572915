// What is posted is read once, answered when it is kept, and read again when it could not be.
#include "collectors/push_source.h"

#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

struct Posting {
  Posting() { open(); }
  void open() {
    source.reset();
    source =
        std::make_unique<PushSource>(world.config, 0, world.vocabulary, config::Zone::utc(), queue);
  }
  /// The answer is put where `answers` has its place.
  PushQueue::Verdict post(const std::string& body, bool gzipped = false) {
    const std::size_t place = answers.size();
    answers.emplace_back();
    Post made;
    made.body = body;
    made.gzipped = gzipped;
    made.done = [this, place](const PostResult& result) { answers[place] = result; };
    return queue->push(std::move(made));
  }
  std::size_t poll(std::size_t budget = 1 << 20) { return source->poll(world.sink, budget); }
  void commit() {
    config::RowChanges changes;
    source->save(changes);
    world.kept.apply(changes);
    source->committed();
  }

  World world{ReadMode::follow};
  std::vector<std::optional<PostResult>> answers;  // outlives those who write to it
  std::shared_ptr<PushQueue> queue = std::make_shared<PushQueue>(PushLimits{3, 10'000});
  std::unique_ptr<PushSource> source;
};

TEST_CASE("a post is answered when it is kept, not when it is read") {
  Posting posting;
  CHECK_FALSE(posting.source->wants_commit());
  posting.post(records(1, 2) + "oops\n");
  CHECK(posting.poll() > 0);
  CHECK(posting.poll() == 0);
  CHECK(posting.world.sink.seen == numbers(1, 2));
  CHECK(posting.source->wants_commit());
  CHECK_FALSE(posting.answers[0]);
  posting.commit();
  CHECK_FALSE(posting.source->wants_commit());
  REQUIRE(posting.answers[0]);
  const PostResult& result = *posting.answers[0];
  CHECK(result.kept);
  CHECK(result.counts.records == 3);
  CHECK(result.counts.accepted == 2);
  CHECK(result.counts.rejected[static_cast<std::size_t>(Reason::unparsable)] == 1);
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].record == 3);
}

TEST_CASE("what is read behind a commit is answered by the next one") {
  Posting posting;
  posting.post(records(1, 1));
  posting.poll();
  config::RowChanges changes;
  posting.source->save(changes);
  posting.post(records(2, 2));
  posting.poll();
  posting.source->committed();
  CHECK(posting.answers[0]);
  CHECK_FALSE(posting.answers[1]);
  posting.commit();
  CHECK(posting.answers[1]);
}

TEST_CASE("a commit that failed is answered as not kept, what came behind it is read again") {
  Posting posting;
  posting.post(records(1, 1));
  posting.poll();
  config::RowChanges changes;
  posting.source->save(changes);
  posting.post(records(2, 2));
  posting.poll();
  posting.source->not_committed();
  REQUIRE(posting.answers[0]);
  CHECK_FALSE(posting.answers[0]->kept);
  CHECK_FALSE(posting.answers[1]);
  posting.open();
  posting.world.sink.taken();
  posting.poll();
  CHECK(posting.world.sink.seen == numbers(2, 2));
  posting.commit();
  CHECK(posting.answers[1]->kept);
}

TEST_CASE("a source that ends gives back what was not saved") {
  Posting posting;
  posting.post(records(1, 1));
  posting.post(records(2, 2));
  posting.poll();
  posting.open();
  CHECK(posting.queue->size().posts == 2);
  posting.poll();
  CHECK(posting.world.sink.seen == std::vector<std::string>{"1", "2", "1", "2"});
}

TEST_CASE("posts are read in turns, and gzip and arrays are") {
  Posting posting;
  posting.post(records(1, 1));
  posting.post(gzip(records(2, 2)), true);
  std::string one = record("3");
  one.pop_back();
  posting.post("[" + one + ",\n" + one + "]");
  CHECK(posting.poll(1) == record("1").size());
  CHECK(posting.world.sink.taken() == numbers(1, 1));
  posting.poll();
  CHECK(posting.world.sink.taken() == std::vector<std::string>{"2", "3", "3"});
  // One behind the other, though each begins anew.
  const auto& origins = posting.world.sink.origins;
  for (std::size_t i = 1; i < origins.size(); ++i) {
    CHECK(origins[i - 1].offset < origins[i].offset);
  }
}

TEST_CASE("a body that cannot be read is answered at once") {
  Posting posting;
  posting.post("oops", true);
  posting.post("[oops");
  posting.poll();
  CHECK(posting.answers[0]->fault == BodyFault::bad_gzip);
  CHECK(posting.answers[1]->fault == BodyFault::bad_list);
  CHECK(posting.source->counts().records == 0);
}

TEST_CASE("what was posted twice counts once, over a restart too") {
  Posting posting;
  posting.world.config.drop_duplicates = config::DuplicateRule{"n", std::chrono::hours(1)};
  posting.open();
  posting.post(records(1, 2));
  posting.poll();
  posting.commit();
  posting.open();
  for (const auto& [key, value] : posting.world.kept.rows()) {
    REQUIRE(posting.source->restore(key, value));
  }
  posting.world.sink.taken();
  posting.post(records(1, 3));
  posting.poll();
  posting.commit();
  CHECK(posting.world.sink.seen == numbers(3, 3));
  CHECK(posting.answers[1]->counts.duplicate == 2);
  CHECK(posting.source->counts().records == 5);
}

TEST_CASE("a queue has bounds, drops whom nobody waits for, and can be closed") {
  Posting posting;
  CHECK(posting.post(std::string(10'001, ' ')) == PushQueue::Verdict::full);
  Post unwanted;
  unwanted.body = records(9, 9);
  unwanted.wanted = [] { return false; };
  CHECK(posting.queue->push(std::move(unwanted)) == PushQueue::Verdict::taken);
  CHECK(posting.post(records(1, 1)) == PushQueue::Verdict::taken);
  CHECK(posting.post(records(2, 2)) == PushQueue::Verdict::taken);
  CHECK(posting.post(records(3, 3)) == PushQueue::Verdict::full);
  posting.poll(1);
  CHECK(posting.world.sink.seen == numbers(1, 1));
  posting.queue->close();
  CHECK_FALSE(posting.answers[2]->kept);
  CHECK(posting.post(records(4, 4)) == PushQueue::Verdict::closed);
  posting.source.reset();
  CHECK_FALSE(posting.answers[1]->kept);  // it could not be given back
}

TEST_CASE("a source without a queue says why it has nothing") {
  World world(ReadMode::once);
  PushSource source(world.config, 0, world.vocabulary, config::Zone::utc(), nullptr);
  CHECK(source.poll(world.sink, 100) == 0);
  REQUIRE(source.take_problems().size() == 1);
  CHECK(source.take_problems().empty());
}

TEST_CASE("the queues of sources that stay, stay") {
  PushQueues queues;
  queues.add({{"a", {}}, {"b", {}}});
  const auto a = queues.find("a");
  const auto b = queues.find("b");
  REQUIRE(a);
  queues.add({{"a", {}}, {"c", {}}});
  CHECK(b->has_room(1));
  queues.keep_only({"a", "c"});
  CHECK(queues.find("a") == a);
  CHECK(queues.find("b") == nullptr);
  CHECK_FALSE(b->has_room(1));
  CHECK(a->has_room(1));
  queues.close();
  CHECK_FALSE(a->has_room(1));
}

}  // namespace
}  // namespace charterd::collectors::testing
