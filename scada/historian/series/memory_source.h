#pragma once
// Samples in memory behind the Source port: for tests of whatever reads history, and to check the store against.

#include <map>

#include "scada/historian/series/source.h"

namespace millwright::scada::historian {

/// Hands out these samples, in their order, in blocks of at most so many.
[[nodiscard]] std::unique_ptr<Cursor> cursor_over(std::vector<contracts::Sample> samples,
                                                  std::size_t block_samples_max);

/// Not safe for writing while it is read.
class MemorySource final : public Source {
 public:
  /// A sample of the same tag and time is replaced.
  void put(TagId tag, contracts::Sample sample);

  /// Blocks hold at most this many samples, so that a test meets borders between blocks.
  std::size_t block_samples_max = 3;

  [[nodiscard]] Result<std::unique_ptr<Cursor>, ReadError> read(TagId tag, Timestamp from, Timestamp to,
                                                                Direction direction) const override;
  [[nodiscard]] Result<std::optional<contracts::Sample>, ReadError> last_before(TagId tag,
                                                                                Timestamp before) const override;
  [[nodiscard]] Result<std::optional<contracts::Sample>, ReadError> first_from(TagId tag,
                                                                               Timestamp from) const override;

 private:
  std::map<TagId, std::map<Timestamp, contracts::Sample>> tags_;
};

}  // namespace millwright::scada::historian
