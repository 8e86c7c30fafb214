#pragma once
// Bytes out and in: little-endian words, varints, and a reader that fails softly, so that a decoder asks once at the
// end.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace millwright::scada::historian {

/// -1, 0, 1 become 1, 0, 2: what is near zero is small. Wraps around at the ends.
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t n) {
  return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t n) {
  return static_cast<std::int64_t>((n >> 1) ^ (~(n & 1) + 1));
}

/// Appends to a string.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}
  template <class Word>
  void word(Word value) {
    static_assert(std::endian::native == std::endian::little);
    char bytes[sizeof(Word)];
    std::memcpy(bytes, &value, sizeof(Word));
    out_.append(bytes, sizeof(Word));
  }
  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  /// Seven bits a byte, the lowest first.
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }
  void signed_varint(std::int64_t value) { varint(zigzag(value)); }
  void raw(std::string_view bytes) { out_.append(bytes); }
  [[nodiscard]] std::string& out() { return out_; }

 private:
  std::string& out_;
};

/// Reads what a ByteWriter wrote. What is not there reads as zero, and ok() is false from then on.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  template <class Word>
  Word word() {
    Word value{};
    if (const auto from = take(sizeof(Word)); !from.empty()) std::memcpy(&value, from.data(), sizeof(Word));
    return value;
  }
  std::uint8_t byte() { return word<std::uint8_t>(); }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7F) << shift;
      if ((next & 0x80) == 0) return value;
    }
    fail();
    return 0;
  }
  std::int64_t signed_varint() { return unzigzag(varint()); }
  /// The next `size` bytes; empty, and not ok, where there are fewer.
  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) {
      fail();
      return {};
    }
    const auto out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  void fail() {
    ok_ = false;
    bytes_ = {};
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace millwright::scada::historian
