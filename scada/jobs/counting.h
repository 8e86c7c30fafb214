#pragma once
// From the readings of a device's counter to pieces made. The device counts up and may roll over at its width, be
// reset, or be set to anything; what is read is absolute, so a reading that was missed loses nothing. Pure.
//
//   forward   the reading grew, by no more than can have been made                  counted
//   rollover  it shrank, and over the end of its width it grew by so much           counted
//   reset     it shrank, and began again at 0: a new epoch                          what it shows is counted;
//                                                                                    what came before the reset is not
//                                                                                    known: a gap
//   jump      neither explains it: it was set to something. A new epoch             nothing is counted: a gap
//
// Whatever happens, no piece is counted twice: each reading is compared with the one before it alone.

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>

#include "lib/base/time.h"
#include "plant/model.h"

namespace millwright::scada::jobs {

/// How a counter counts.
struct MeterSpec {
  int bits = 32;  // 16, 32 or 64
  /// Pieces a second at most. Without it every growth is believed, every new beginning too, and a counter went round
  /// its end if that takes no more than an eighth of its width.
  std::optional<double> rate_max;
};
[[nodiscard]] MeterSpec meter_spec(const plant::Tag& tag, const plant::JobSettings& settings);

/// The reading that was counted last.
struct Meter {
  bool known = false;  // false: nothing was read yet, the next reading counts nothing
  std::int64_t raw = 0;
  std::int64_t epoch = 0;  // grows with every reset or jump
  Timestamp time{};
  friend bool operator==(const Meter&, const Meter&) = default;
};
BOOST_DESCRIBE_STRUCT(Meter, (), (known, raw, epoch, time))

enum class StepKind : std::uint8_t { first, same, forward, rollover, reset, jump };
BOOST_DESCRIBE_ENUM(StepKind, first, same, forward, rollover, reset, jump)

struct Step {
  StepKind kind = StepKind::same;
  std::int64_t counted = 0;  // pieces made since the reading before
  Meter after;
  /// What was made between the two readings is not fully known.
  [[nodiscard]] bool gap() const { return kind == StepKind::reset || kind == StepKind::jump; }
};

/// `raw` is as the device shows it: 0 to 2^bits - 1 (64 bits: up to 2^63 - 1).
[[nodiscard]] Step advance(const Meter& meter, std::int64_t raw, Timestamp time, const MeterSpec& spec);

}  // namespace millwright::scada::jobs
