#include "scada/historian/codec/integers.h"

#include <algorithm>
#include <vector>

#include "scada/historian/codec/bits.h"
#include "scada/historian/codec/rans.h"

namespace millwright::scada::historian {
namespace {

enum class Packing : std::uint8_t { constant = 0, bits = 1, symbols = 2, near = 3 };

/// Small numbers are symbols of their own; greater ones share a symbol by magnitude (its width and the bit after the
/// leading one) and have the rest in plain bits.
constexpr std::uint64_t kOwnSymbols = 64;
constexpr unsigned kOwnWidth = 7;  // width of the first number without a symbol of its own

struct Symbol {
  std::uint8_t symbol;
  std::uint8_t extra_bits;
};

Symbol symbol_of(std::uint64_t n) {
  if (n < kOwnSymbols) return {static_cast<std::uint8_t>(n), 0};
  const auto width = static_cast<unsigned>(std::bit_width(n));
  const auto half = static_cast<unsigned>((n >> (width - 2)) & 1);
  return {static_cast<std::uint8_t>(kOwnSymbols + (width - kOwnWidth) * 2 + half),
          static_cast<std::uint8_t>(width - 2)};
}

/// The least number of a shared symbol.
std::uint64_t base_of(std::uint8_t symbol) {
  const auto width = (symbol - kOwnSymbols) / 2 + kOwnWidth;
  return (std::uint64_t{2} | ((symbol - kOwnSymbols) & 1)) << (width - 2);
}
unsigned extra_bits_of(std::uint8_t symbol) {
  return static_cast<unsigned>((symbol - kOwnSymbols) / 2 + kOwnWidth - 2);
}
constexpr std::uint8_t kSymbolMax = kOwnSymbols + (64 - kOwnWidth) * 2 + 1;

struct Shape {
  std::int64_t min, max;
  Histogram histogram{};
  std::uint64_t extra_bits = 0;

  explicit Shape(std::span<const std::int64_t> numbers) : min(numbers[0]), max(numbers[0]) {
    for (const auto n : numbers) {
      min = std::min(min, n);
      max = std::max(max, n);
      const auto [symbol, extra] = symbol_of(zigzag(n));
      ++histogram[symbol];
      extra_bits += extra;
    }
  }
  [[nodiscard]] unsigned width() const {
    return static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(max) - static_cast<std::uint64_t>(min)));
  }
  [[nodiscard]] double bits_size(std::size_t count) const { return 8 + static_cast<double>(width() * count) / 8; }
  /// All within so little of the least that each can have a symbol of its own.
  [[nodiscard]] bool near() const { return width() <= std::bit_width(kOwnSymbols - 1); }
  [[nodiscard]] double symbols_size() const {
    return historian::packed_size_of(histogram) + static_cast<double>(extra_bits) / 8 + 2;
  }
};

void pack_bits(std::span<const std::int64_t> numbers, const Shape& shape, ByteWriter& out) {
  out.signed_varint(shape.min);
  out.byte(static_cast<std::uint8_t>(shape.width()));
  BitWriter bits(out.out());
  for (const auto n : numbers)
    bits.put(static_cast<std::uint64_t>(n) - static_cast<std::uint64_t>(shape.min), shape.width());
  bits.finish();
}

bool unpack_bits(ByteReader& in, std::span<std::int64_t> numbers) {
  const auto min = static_cast<std::uint64_t>(in.signed_varint());
  const unsigned width = in.byte();
  if (!in.ok() || width == 0 || width > 64) return false;
  BitReader bits(in.take((numbers.size() * width + 7) / 8));
  for (auto& n : numbers) n = static_cast<std::int64_t>(min + bits.get(width));
  return in.ok();
}

void pack_near(std::span<const std::int64_t> numbers, const Shape& shape, ByteWriter& out) {
  static thread_local std::vector<std::uint8_t> symbols;
  symbols.resize(numbers.size());
  Histogram histogram{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    symbols[i] =
        static_cast<std::uint8_t>(static_cast<std::uint64_t>(numbers[i]) - static_cast<std::uint64_t>(shape.min));
    ++histogram[symbols[i]];
  }
  out.signed_varint(shape.min);
  pack_symbols(symbols, histogram, out);
}

bool unpack_near(ByteReader& in, std::span<std::int64_t> numbers) {
  const auto min = static_cast<std::uint64_t>(in.signed_varint());
  static thread_local std::vector<std::uint8_t> symbols;
  symbols.resize(numbers.size());
  if (!unpack_symbols(in, symbols)) return false;
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int64_t>(min + symbols[i]);
  return true;
}

void pack_by_symbols(std::span<const std::int64_t> numbers, const Shape& shape, ByteWriter& out) {
  static thread_local std::vector<std::uint8_t> symbols;
  static thread_local std::string extra;
  symbols.resize(numbers.size());
  extra.clear();
  BitWriter bits(extra);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto n = zigzag(numbers[i]);
    const auto [symbol, width] = symbol_of(n);
    symbols[i] = symbol;
    if (width > 0) bits.put(n, width);
  }
  bits.finish();
  pack_symbols(symbols, shape.histogram, out);
  out.raw(extra);  // as long as the symbols say
}

bool unpack_by_symbols(ByteReader& in, std::span<std::int64_t> numbers) {
  static thread_local std::vector<std::uint8_t> symbols;
  symbols.resize(numbers.size());
  if (!unpack_symbols(in, symbols)) return false;
  const auto greatest = *std::ranges::max_element(symbols);
  if (greatest > kSymbolMax) return false;
  if (greatest < kOwnSymbols) {
    std::ranges::transform(symbols, numbers.begin(), [](std::uint8_t symbol) { return unzigzag(symbol); });
    return true;
  }
  std::uint64_t width = 0;
  for (const auto symbol : symbols)
    if (symbol >= kOwnSymbols) width += extra_bits_of(symbol);
  BitReader bits(in.take((width + 7) / 8));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto symbol = symbols[i];
    numbers[i] = unzigzag(symbol < kOwnSymbols ? symbol : base_of(symbol) | bits.get(extra_bits_of(symbol)));
  }
  return in.ok();
}

}  // namespace

double packed_size_of(std::span<const std::int64_t> numbers) {
  const Shape shape(numbers);
  if (shape.min == shape.max) return 3;
  return std::min(shape.bits_size(numbers.size()), shape.symbols_size());
}

void pack_integers(std::span<const std::int64_t> numbers, ByteWriter& out) {
  const Shape shape(numbers);
  if (shape.min == shape.max) {
    out.byte(static_cast<std::uint8_t>(Packing::constant));
    out.signed_varint(shape.min);
  } else if (shape.bits_size(numbers.size()) <= shape.symbols_size()) {
    out.byte(static_cast<std::uint8_t>(Packing::bits));
    pack_bits(numbers, shape, out);
  } else if (shape.near()) {
    out.byte(static_cast<std::uint8_t>(Packing::near));
    pack_near(numbers, shape, out);
  } else {
    out.byte(static_cast<std::uint8_t>(Packing::symbols));
    pack_by_symbols(numbers, shape, out);
  }
}

bool unpack_integers(ByteReader& in, std::span<std::int64_t> numbers) {
  switch (static_cast<Packing>(in.byte())) {
    case Packing::constant:
      std::ranges::fill(numbers, in.signed_varint());
      return in.ok();
    case Packing::bits:
      return unpack_bits(in, numbers);
    case Packing::symbols:
      return unpack_by_symbols(in, numbers);
    case Packing::near:
      return unpack_near(in, numbers);
  }
  return false;
}

}  // namespace millwright::scada::historian
