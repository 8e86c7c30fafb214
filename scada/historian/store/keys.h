#pragma once
// Keys in an order that RocksDB can walk: big-endian, signed times with their sign turned. docs/formats/historian.md.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "scada/historian/series/source.h"

namespace millwright::scada::historian {

template <class Word>
void append_big_endian(std::string& out, Word value) {
  if constexpr (sizeof(Word) == 4)
    value = __builtin_bswap32(value);
  else
    value = __builtin_bswap64(value);
  char bytes[sizeof(Word)];
  std::memcpy(bytes, &value, sizeof(Word));
  out.append(bytes, sizeof(Word));
}
template <class Word>
[[nodiscard]] Word read_big_endian(std::string_view from) {
  Word value;
  std::memcpy(&value, from.data(), sizeof(Word));
  if constexpr (sizeof(Word) == 4)
    return __builtin_bswap32(value);
  else
    return __builtin_bswap64(value);
}

[[nodiscard]] inline std::string sequence_key(std::uint64_t sequence) {
  std::string out;
  append_big_endian(out, sequence);
  return out;
}
[[nodiscard]] inline std::string tag_key(TagId tag) {
  std::string out;
  append_big_endian(out, tag);
  return out;
}

/// Where a chunk lies: by tag, then the time of its first sample, then (late chunks) the sequence it was written at.
struct ChunkKey {
  TagId tag = 0;
  std::int64_t first = 0;
  std::uint64_t sequence = 0;

  static constexpr std::size_t kSize = 20;
  [[nodiscard]] std::string bytes() const {
    std::string out;
    append_big_endian(out, tag);
    append_big_endian(out, static_cast<std::uint64_t>(first) ^ (std::uint64_t{1} << 63));
    append_big_endian(out, sequence);
    return out;
  }
  [[nodiscard]] static ChunkKey parse(std::string_view bytes) {
    return {read_big_endian<std::uint32_t>(bytes),
            static_cast<std::int64_t>(read_big_endian<std::uint64_t>(bytes.substr(4)) ^ (std::uint64_t{1} << 63)),
            read_big_endian<std::uint64_t>(bytes.substr(12))};
  }
};

}  // namespace millwright::scada::historian
