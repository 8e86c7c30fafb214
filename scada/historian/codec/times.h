#pragma once
// Time stamps as what they differ by from an even grid: a device that scans evenly costs a few bytes a chunk, whatever
// its period; one that jitters costs its jitter.

#include <cstdint>
#include <span>

#include "scada/historian/codec/bytes.h"

namespace millwright::scada::historian {

/// Appends strictly rising times, at least one.
void pack_times(std::span<const std::int64_t> times, ByteWriter& out);
/// Fills `times`; false where the bytes are not what pack_times made of as many, or do not rise.
[[nodiscard]] bool unpack_times(ByteReader& in, std::span<std::int64_t> times);

}  // namespace millwright::scada::historian
