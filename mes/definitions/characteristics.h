#pragma once
// What quality measures (ISA-95 part 2: test specifications): a characteristic of what an equipment makes, between what
// it must lie, how often it is sampled, and how its control charts judge it. One chart for each stream: what comes out
// of each nozzle of a filler is a process of its own, and their mean would hide the one that drifts.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "lib/contracts/names.h"
#include "mes/quality/spc/rules.h"

namespace millwright::mes {

/// A set-point by which what a stream makes can be moved: the command of the equipment, and where its value is read.
struct Adjustment {
  std::string command;          // "set_trim_7"
  contracts::TagPath in_force;  // "line1/filler/trim_7"
};

struct Stream {
  std::string name;  // "nozzle_7"
  contracts::TagPath tag;
  std::optional<Adjustment> adjust;
};

/// Every `every`-th reading of each stream is taken; every `tightened`-th while sampling is tightened.
struct Sampling {
  std::int64_t every = 1;
  std::int64_t tightened = 1;
};

/// Limits are 3 `sigma` from `mean` where both are given; else they rest on the first `baseline` points.
struct ChartLimits {
  std::optional<double> mean;
  std::optional<double> sigma;
  std::int64_t baseline = 25;
};

struct Characteristic {
  std::string id;  // "FILL-WEIGHT"
  std::string name;
  contracts::EquipmentPath equipment;
  std::string unit;  // as people write it: "g"
  std::optional<double> lower;
  std::optional<double> target;
  std::optional<double> upper;
  Sampling sampling;
  ChartLimits limits;
  spc::RuleSet rules;
  std::int64_t severity = 3;
  std::int64_t clear_after = 8;  // points in a row that nothing marks end a deviation
  std::vector<Stream> streams;

  /// Tags whose samples the MES keeps for it.
  [[nodiscard]] bool watches(const contracts::TagPath& tag) const {
    return std::ranges::any_of(
        streams, [&](const Stream& one) { return one.tag == tag || (one.adjust && one.adjust->in_force == tag); });
  }
  [[nodiscard]] const Stream* stream_of(const contracts::TagPath& tag) const {
    const auto found = std::ranges::find(streams, tag, &Stream::tag);
    return found == streams.end() ? nullptr : &*found;
  }
  [[nodiscard]] const Stream* find_stream(std::string_view name_of) const {
    const auto found = std::ranges::find(streams, name_of, &Stream::name);
    return found == streams.end() ? nullptr : &*found;
  }
};

}  // namespace millwright::mes
