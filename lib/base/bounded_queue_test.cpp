#include "lib/base/bounded_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace millwright {
namespace {

TEST(BoundedQueue, RefuseCountsAndKeepsWhatIsThere) {
  BoundedQueue<int> queue("q", 2, Overflow::refuse);
  EXPECT_TRUE(queue.push(1));
  EXPECT_TRUE(queue.push(2));
  EXPECT_FALSE(queue.push(3));
  EXPECT_EQ(queue.overflows(), 1u);
  EXPECT_EQ(queue.pop_batch(10, 0s), (std::vector{1, 2}));
}

TEST(BoundedQueue, DropOldestKeepsTheNewest) {
  BoundedQueue<int> queue("q", 2, Overflow::drop_oldest);
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(queue.push(i));
  EXPECT_EQ(queue.pop_batch(10, 0s), (std::vector{2, 3}));
  EXPECT_EQ(queue.overflows(), 1u);
}

TEST(BoundedQueue, BlockWaitsForRoomAndLosesNothing) {
  BoundedQueue<int> queue("q", 1, Overflow::block);
  std::jthread producer([&] {
    for (int i = 0; i < 100; ++i) queue.push(i);
    queue.close();
  });
  std::vector<int> all;
  while (!queue.closed() || queue.size() > 0)
    for (const int item : queue.pop_batch(10, 1s)) all.push_back(item);
  ASSERT_EQ(all.size(), 100u);
  EXPECT_EQ(all.back(), 99);
}

TEST(BoundedQueue, CloseWakesAWaitingProducer) {
  BoundedQueue<int> queue("q", 1, Overflow::block);
  queue.push(1);
  std::jthread closer([&] { queue.close(); });
  EXPECT_FALSE(queue.push(2));
}

}  // namespace
}  // namespace millwright
