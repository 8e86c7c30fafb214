#pragma once
// For tests: the example historians of OPC 10000-13, Annex A, and the results it gives, from
// testdata/part13_annex_a.txt.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scada/historian/query/aggregate.h"

namespace millwright::scada::historian::part13 {

struct Historian {
  AggregateConfiguration configuration;
  std::vector<contracts::Sample> samples;
};

/// One cell of a table.
struct Expected {
  std::string text;  // as it stands in the file
  std::optional<double> value;
  contracts::Quality status;      // with its information bits
  std::optional<Timestamp> time;  // where it is not the interval's start
};

struct Table {
  Aggregate aggregate{};
  int historian = 0;
  Duration interval{};
  std::vector<Expected> results;

  /// "Total 3"
  [[nodiscard]] std::string name() const;
};

struct Examples {
  std::map<int, Historian> historians;
  std::vector<Table> tables;
  /// By table name and number of the interval: where a table contradicts the standard's text, what the text says.
  std::map<std::pair<std::string, std::size_t>, Expected> by_text;
};

/// 12:00:00 and so many seconds.
[[nodiscard]] Timestamp at(double seconds);
[[nodiscard]] Expected expected(const std::string& cell);
/// From the root of the source tree, where the tests run.
[[nodiscard]] Examples examples();
/// nullopt, or how they differ: the tables have three digits behind the point.
[[nodiscard]] std::optional<std::string> difference(const Expected& expected, Timestamp interval_start,
                                                    const Processed& found);

}  // namespace millwright::scada::historian::part13
