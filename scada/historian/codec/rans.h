#pragma once
// Entropy coding of small symbols by static rANS (range asymmetric numeral systems): within a per cent of the symbols'
// own entropy, two to three nanoseconds a symbol. The table of frequencies goes with the symbols.

#include <array>
#include <cstdint>
#include <span>

#include "scada/historian/codec/bytes.h"

namespace millwright::scada::historian {

inline constexpr std::size_t kSymbols = 256;
using Histogram = std::array<std::uint32_t, kSymbols>;

/// About how many bytes `pack_symbols` needs for symbols with this histogram.
[[nodiscard]] double packed_size_of(const Histogram& histogram);

/// Appends symbols; at least one, with their histogram.
void pack_symbols(std::span<const std::uint8_t> symbols, const Histogram& histogram, ByteWriter& out);

/// Fills `symbols`; false where the bytes are not what pack_symbols made of as many.
[[nodiscard]] bool unpack_symbols(ByteReader& in, std::span<std::uint8_t> symbols);

}  // namespace millwright::scada::historian
