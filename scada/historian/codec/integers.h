#pragma once
// Whole numbers of no order, as small as their distribution allows: constant, bit-packed, or entropy coded, whichever
// is smallest. And series of them, in which one number tells of the next.

#include <cstdint>
#include <span>

#include "scada/historian/codec/bytes.h"

namespace millwright::scada::historian {

/// Appends numbers, at least one, each by itself.
void pack_integers(std::span<const std::int64_t> numbers, ByteWriter& out);
/// Fills `numbers`; false where the bytes are not what pack_integers made of as many.
[[nodiscard]] bool unpack_integers(ByteReader& in, std::span<std::int64_t> numbers);

/// Appends a series, at least one: as runs, as it is, or as what a predictor (the value before, the line through the
/// two before, a pull back to the mean) does not know.
void pack_series(std::span<const std::int64_t> series, ByteWriter& out);
[[nodiscard]] bool unpack_series(ByteReader& in, std::span<std::int64_t> series);
/// About how many bytes pack_series needs, by a part of the series.
[[nodiscard]] double series_size_of(std::span<const std::int64_t> series);

/// About how many bytes pack_integers needs.
[[nodiscard]] double packed_size_of(std::span<const std::int64_t> numbers);

}  // namespace millwright::scada::historian
