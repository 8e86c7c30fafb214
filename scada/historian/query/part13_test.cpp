#include <gtest/gtest.h>

#include "scada/historian/query/part13_examples.h"
#include "scada/historian/query/processed.h"
#include "scada/historian/series/memory_source.h"

namespace millwright::scada::historian {
namespace {

MemorySource source_of(const part13::Historian& historian) {
  MemorySource source;
  for (const auto& sample : historian.samples) source.put(1, sample);
  return source;
}

std::vector<std::vector<Processed>> run(const part13::Historian& historian, std::vector<Aggregate> aggregates,
                                        Duration interval) {
  const auto source = source_of(historian);
  return read_processed(source,
                        {1, part13::at(0), part13::at(100), interval, std::move(aggregates), historian.configuration})
      .value();
}

TEST(Part13, EveryTableOfAnnexA) {
  const auto examples = part13::examples();
  for (const auto& table : examples.tables) {
    const auto rows = run(examples.historians.at(table.historian), {table.aggregate}, table.interval);
    ASSERT_EQ(rows.size(), table.results.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto start = part13::at(0) + static_cast<int>(i) * table.interval;
      const auto other = examples.by_text.find({table.name(), i});
      const bool by_text = other != examples.by_text.end();
      EXPECT_EQ(part13::difference(by_text ? other->second : table.results[i], start, rows[i][0]), std::nullopt)
          << table.name() << " #" << i;
      if (by_text) {
        EXPECT_NE(part13::difference(table.results[i], start, rows[i][0]), std::nullopt)
            << table.name() << " #" << i << " is no exception";
      }
    }
  }
}

TEST(Part13, AggregatesAskedForTogetherAreThoseAskedForAlone) {
  const auto examples = part13::examples();
  std::vector<Aggregate> all;
  for (std::size_t i = 0; i < kAggregates; ++i) all.push_back(static_cast<Aggregate>(i));
  for (const auto& [name, historian] : examples.historians) {
    const auto together = run(historian, all, 7s);
    for (std::size_t i = 0; i < kAggregates; ++i) {
      const auto alone = run(historian, {all[i]}, 7s);
      for (std::size_t row = 0; row < alone.size(); ++row)
        EXPECT_EQ(together[row][i], alone[row][0]) << name_of(all[i]) << " " << name << " #" << row;
    }
  }
}

}  // namespace
}  // namespace millwright::scada::historian
