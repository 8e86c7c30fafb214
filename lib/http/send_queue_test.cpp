#include "lib/http/send_queue.h"

#include <gtest/gtest.h>

namespace millwright::http {
namespace {

std::shared_ptr<const std::string> frame(std::size_t bytes) { return std::make_shared<const std::string>(bytes, 'x'); }

class Queue : public testing::Test {
 protected:
  Metrics metrics_;
  Counter refused_ = metrics_.counter("refused_total", "");
  int wakes_ = 0;
  SendQueue queue_{{}, 100, 3, refused_, [this] { ++wakes_; }};
};

TEST_F(Queue, RefusesBeyondItsBytesAndCounts) {
  EXPECT_TRUE(queue_.send(frame(60)));
  EXPECT_TRUE(queue_.send(frame(40)));
  EXPECT_FALSE(queue_.send(frame(1)));
  EXPECT_NE(metrics_.render().find("refused_total 1"), std::string::npos);
}

TEST_F(Queue, RefusesBeyondItsFrames) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue_.send(frame(1)));
  EXPECT_FALSE(queue_.send(frame(1)));
}

TEST_F(Queue, TakesOneFrameOfAnySizeWhenEmpty) {
  EXPECT_TRUE(queue_.send(frame(1000)));
  EXPECT_FALSE(queue_.send(frame(1)));
}

TEST_F(Queue, AFrameCountsUntilItIsSent) {
  EXPECT_TRUE(queue_.idle());
  const auto whole = frame(100);
  EXPECT_TRUE(queue_.send(whole));
  EXPECT_EQ(queue_.next(), whole);  // the very frame, not a copy
  EXPECT_EQ(queue_.next(), nullptr);
  EXPECT_FALSE(queue_.idle());
  EXPECT_FALSE(queue_.send(frame(1)));
  queue_.sent();
  EXPECT_TRUE(queue_.idle());
  EXPECT_TRUE(queue_.send(frame(1)));
}

TEST_F(Queue, WakesForTheFirstFrameAndForClosing) {
  queue_.send(frame(1));
  queue_.send(frame(1));
  EXPECT_EQ(wakes_, 1);
  queue_.close();
  queue_.close();
  EXPECT_EQ(wakes_, 2);
  EXPECT_TRUE(queue_.close_wanted());
  EXPECT_FALSE(queue_.send(frame(1)));
}

TEST_F(Queue, IsHarmlessOnceItsConnectionIsGone) {
  queue_.send(frame(1));
  (void)queue_.next();
  queue_.detach();
  queue_.sent();
  EXPECT_FALSE(queue_.send(frame(1)));
  queue_.close();
  EXPECT_EQ(wakes_, 1);
}

}  // namespace
}  // namespace millwright::http
