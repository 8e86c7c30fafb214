#pragma once
// Samples of one tag in columns: what the codec packs, the store keeps and the queries read. Columns, because a query
// over a million samples touches times and numbers only.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "lib/contracts/value.h"

namespace millwright::scada::historian {

/// The values of one block: all of one type. bool is kept as a byte (0 or 1).
using Values =
    std::variant<std::vector<std::uint8_t>, std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>>;

/// Samples in time order (or, from a backward cursor, against it), no two of the same time.
struct Block {
  std::vector<std::int64_t> times;     // source time, ns since 1970-01-01T00:00:00Z
  Values values;                       // as many as times
  std::vector<std::uint32_t> quality;  // OPC UA status codes; empty where every sample is Good (0)

  [[nodiscard]] std::size_t size() const { return times.size(); }
  [[nodiscard]] bool empty() const { return times.empty(); }
  [[nodiscard]] contracts::Quality quality_at(std::size_t i) const {
    return quality.empty() ? contracts::quality::kGood : contracts::Quality{quality[i]};
  }
  [[nodiscard]] contracts::Sample sample(std::size_t i) const;
  /// Appends; false, and nothing appended, where the block holds values of another type.
  bool append(const contracts::Sample& sample);
  void clear();
  friend bool operator==(const Block&, const Block&) = default;
};

/// The columns for values like this one, empty.
[[nodiscard]] Values empty_like(const contracts::Value& value);

}  // namespace millwright::scada::historian
