#include "lib/base/ids.h"

#include <gtest/gtest.h>

namespace millwright {
namespace {

TEST(Uuid, ReadsWhatItWritesAndNothingElse) {
  ManualClock clock;
  IdSource ids(clock, 1);
  const auto uuid = ids.uuid();
  EXPECT_EQ(Uuid::parse(uuid.str()), uuid);
  for (const auto* text : {"", "0", "00000000-0000-7000-8000-00000000000g", "00000000x0000-7000-8000-000000000000"})
    EXPECT_EQ(Uuid::parse(text), std::nullopt) << text;
}

TEST(Uuid, SortsByTheTimeItWasMade) {
  ManualClock clock;
  IdSource ids(clock, 1);
  const auto first = ids.next();
  clock.advance(1ms);
  EXPECT_LT(first, ids.next());
  EXPECT_EQ(first[14], '7');
}

TEST(IdSource, SameSeedSameIds) {
  ManualClock clock;
  EXPECT_EQ(IdSource(clock, 7).next(), IdSource(clock, 7).next());
}

}  // namespace
}  // namespace millwright
