// CRC-32C, by the processor where it can.

#include <boost/crc.hpp>
#include <cstring>

#include "scada/historian/codec/codec.h"

namespace millwright::scada::historian {
namespace {

std::uint32_t by_table(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t by_processor(std::string_view bytes) {
  std::uint64_t crc = 0xFFFFFFFF;
  for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data(), sizeof(word));
    crc = __builtin_ia32_crc32di(crc, word);
  }
  auto rest = static_cast<std::uint32_t>(crc);
  for (const char byte : bytes) rest = __builtin_ia32_crc32qi(rest, static_cast<unsigned char>(byte));
  return ~rest;
}
#endif

}  // namespace

std::uint32_t checksum_of(std::string_view bytes) {
#if defined(__x86_64__)
  static const bool can = __builtin_cpu_supports("sse4.2") != 0;
  if (can) return by_processor(bytes);
#endif
  return by_table(bytes);
}

}  // namespace millwright::scada::historian
