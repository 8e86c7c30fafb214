#pragma once
// Ids that follow from what they stand for: a step taken twice, after a crash or on a redelivered event, names the
// same deviation and the same command again, so that doing it twice is doing it once.

#include <string>
#include <string_view>

namespace millwright::mes {

/// A UUID of version 8 (RFC 9562, 5.8) from the BLAKE2b hash of `kind` and `name`.
[[nodiscard]] std::string derived_id(std::string_view kind, std::string_view name);

}  // namespace millwright::mes
