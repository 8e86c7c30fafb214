#pragma once
// A chunk: the samples of one block, packed. The format is docs/formats/historian.md; version 1.

#include <string>
#include <string_view>

#include "lib/base/result.h"
#include "scada/historian/series/block.h"

namespace millwright::scada::historian {

enum class CodecError { corrupt, unknown_version };

/// A chunk holds at least one sample and at most this many.
inline constexpr std::size_t kChunkSamplesMax = 65'536;

/// Texts of one chunk, taken together as they are read back.
inline constexpr std::size_t kChunkTextMax = 64u << 20;

/// Packs a block in forward order, within the two limits. Every bit comes back by `decode`: times, qualities, and
/// doubles by their bits (NaN and negative zero too).
[[nodiscard]] std::string encode(const Block& block);

/// Unpacks into `into`, which keeps its memory between calls and is empty where the chunk is refused. Anything but a
/// chunk that `encode` made (a wrong checksum, lengths that do not add up, a version from the future) is an error,
/// never more: no byte outside of `chunk` is read, and no more is made room for than the two limits allow.
[[nodiscard]] Result<void, CodecError> decode(std::string_view chunk, Block& into);

/// The checksum that ends a chunk (CRC-32C, little-endian), over all bytes before it.
[[nodiscard]] std::uint32_t checksum_of(std::string_view bytes);

}  // namespace millwright::scada::historian
