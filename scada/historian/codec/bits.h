#pragma once
// Bits out and in, the lowest of each byte first.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace millwright::scada::historian {

/// Appends to a string; finish() writes the last byte.
class BitWriter {
 public:
  explicit BitWriter(std::string& out) : out_(out) {}
  /// The `width` lowest bits of `value`, 0 to 64.
  void put(std::uint64_t value, unsigned width) {
    if (width > 32) {
      put(value & 0xFFFFFFFFu, 32);
      value >>= 32;
      width -= 32;
    }
    if (width < 64) value &= (std::uint64_t{1} << width) - 1;
    pending_ |= value << filled_;
    filled_ += width;
    for (; filled_ >= 8; filled_ -= 8, pending_ >>= 8) out_.push_back(static_cast<char>(pending_ & 0xFF));
  }
  void finish() {
    if (filled_ > 0) out_.push_back(static_cast<char>(pending_ & 0xFF));
    pending_ = 0;
    filled_ = 0;
  }

 private:
  std::string& out_;
  std::uint64_t pending_ = 0;
  unsigned filled_ = 0;
};

/// Reads what a BitWriter wrote. Bits beyond the end are zero, and ok() is false from then on.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}
  /// `width` bits, 0 to 64.
  std::uint64_t get(unsigned width) {
    if (width > 32) {
      const auto low = get(32);
      return low | (get(width - 32) << 32);
    }
    const auto value = peek() & ((std::uint64_t{1} << width) - 1);
    at_ += width;
    return value;
  }
  /// At least the next 57 bits, without taking them.
  [[nodiscard]] std::uint64_t peek() const {
    const auto first = at_ / 8;
    std::uint64_t word = 0;
    if (first + 8 <= bytes_.size())
      std::memcpy(&word, bytes_.data() + first, 8);
    else if (first < bytes_.size())
      std::memcpy(&word, bytes_.data() + first, bytes_.size() - first);
    return word >> (at_ % 8);
  }
  void skip(unsigned width) { at_ += width; }
  [[nodiscard]] bool ok() const { return (at_ + 7) / 8 <= bytes_.size(); }
  /// Bytes of which at least a bit was read.
  [[nodiscard]] std::size_t used() const { return (at_ + 7) / 8; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace millwright::scada::historian
