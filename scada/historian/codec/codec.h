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

/// Packs a block in forward order. Every bit comes back by `decode`: times, qualities, and doubles by their bits (NaN
/// and negative zero too).
[[nodiscard]] std::string encode(const Block& block);

/// Unpacks into `into`, which keeps its memory between calls and is empty where the chunk is refused. Anything but a
/// chunk that `encode` made (wrong checksum, lengths that do not add up, a version from the future) is an error, never
/// more: no byte outside of `chunk` is read and no more than kChunkSamplesMax samples are made room for (and strings of
/// no more than the chunk's size times 64).
[[nodiscard]] Result<void, CodecError> decode(std::string_view chunk, Block& into);

}  // namespace millwright::scada::historian
