#pragma once
// Texts: each that occurs once, and which of them each sample is.

#include <span>
#include <string>
#include <vector>

#include "scada/historian/codec/bytes.h"

namespace millwright::scada::historian {

/// Appends texts, at least one.
void pack_texts(std::span<const std::string> texts, ByteWriter& out);
/// Fills `texts`; false where the bytes are not what pack_texts made of as many, or would come to more than
/// `bytes_max`.
[[nodiscard]] bool unpack_texts(ByteReader& in, std::span<std::string> texts, std::size_t bytes_max);

}  // namespace millwright::scada::historian
