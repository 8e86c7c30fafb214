#include "mes/records/derived_id.h"

#include <sodium.h>

#include <cstdint>

#include "lib/base/assert.h"
#include "lib/base/ids.h"

namespace millwright::mes {

std::string derived_id(std::string_view kind, std::string_view name) {
  const std::string text = std::string(kind) + '\n' + std::string(name);
  Uuid uuid;
  MW_ASSERT(crypto_generichash(uuid.bytes.data(), uuid.bytes.size(),
                               reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0) == 0);
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | 0x80);  // version 8
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);  // variant of RFC 9562
  return uuid.str();
}

}  // namespace millwright::mes
