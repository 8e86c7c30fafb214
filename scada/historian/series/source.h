#pragma once
// Where samples are read from: the store, or a test's memory. Queries, OPC UA Historical Access and the API know this
// port only. Everything streams: a year of a tag needs the memory of a few blocks.

#include <memory>
#include <optional>

#include "lib/base/result.h"
#include "scada/historian/series/block.h"

namespace millwright::scada::historian {

enum class ReadError { unknown_tag, storage };
enum class Direction { forward, backward };

/// Which tag of the plant: its number in the store (stable over restarts and changes of the plant file).
using TagId = std::uint32_t;

/// Hands out the samples of one tag, block by block. Late and replaced samples are merged already.
class Cursor {
 public:
  virtual ~Cursor() = default;
  /// The next samples, in the cursor's direction, valid until the next call; an empty block at the end.
  [[nodiscard]] virtual Result<const Block*, ReadError> next() = 0;
};

/// Safe to call from any thread. A cursor sees at least what was appended before it was made.
class Source {
 public:
  virtual ~Source() = default;
  /// Samples with from <= time < to. Backward hands out the same, newest first.
  [[nodiscard]] virtual Result<std::unique_ptr<Cursor>, ReadError> read(TagId tag, Timestamp from, Timestamp to,
                                                                        Direction direction) const = 0;
  /// The newest sample with time < `before` (last-before); nullopt where there is none.
  [[nodiscard]] virtual Result<std::optional<contracts::Sample>, ReadError> last_before(TagId tag,
                                                                                        Timestamp before) const = 0;
  /// The oldest sample with time >= `from`; nullopt where there is none.
  [[nodiscard]] virtual Result<std::optional<contracts::Sample>, ReadError> first_from(TagId tag,
                                                                                       Timestamp from) const = 0;
};

}  // namespace millwright::scada::historian
