#pragma once
// Doubles as whole numbers: process values are decimals (76.53), some of them kept as 32-bit floats by their device.
// What is neither is packed by its bits.

#include <span>

#include "scada/historian/codec/bytes.h"

namespace millwright::scada::historian {

/// Appends doubles, at least one. Every bit comes back.
void pack_doubles(std::span<const double> numbers, ByteWriter& out);
/// Fills `numbers`; false where the bytes are not what pack_doubles made of as many.
[[nodiscard]] bool unpack_doubles(ByteReader& in, std::span<double> numbers);

}  // namespace millwright::scada::historian
