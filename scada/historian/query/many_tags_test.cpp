#include "scada/historian/query/many_tags.h"

#include <gtest/gtest.h>

#include "scada/historian/series/memory_source.h"

namespace millwright::scada::historian {
namespace {

TEST(ManyTags, AreAnsweredEachAsIfAskedAlone) {
  MemorySource source;
  const Timestamp start{std::chrono::seconds{1'795'000'000}};
  std::vector<ProcessedRequest> requests;
  for (TagId tag = 1; tag <= 50; ++tag) {
    for (int i = 0; i < 40; ++i)
      source.put(tag, {static_cast<double>(tag + i % 7), contracts::quality::kGood, start + i * 1s});
    requests.push_back({tag, start, start + 40s, 10s, {Aggregate::average, Aggregate::count}, {}});
  }
  requests[7].aggregates = {};
  requests[9].end = requests[9].start;
  const auto answers = read_processed(source, requests);
  ASSERT_EQ(answers.size(), requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto alone = read_processed(source, requests[i]);
    ASSERT_EQ(answers[i].has_value(), alone.has_value()) << i;
    if (alone)
      EXPECT_EQ(*answers[i], *alone) << i;
    else
      EXPECT_EQ(answers[i].error().code, alone.error().code) << i;
  }
  EXPECT_TRUE(read_processed(source, std::vector<ProcessedRequest>{}).empty());
}

}  // namespace
}  // namespace millwright::scada::historian
