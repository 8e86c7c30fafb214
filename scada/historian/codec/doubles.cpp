#include "scada/historian/codec/doubles.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "scada/historian/codec/decimals.h"
#include "scada/historian/codec/integers.h"

namespace millwright::scada::historian {
namespace {

/// decimal, and 0 to kDecimalsMax for the decimals; decimal32: the nearest 32-bit float of that; bits: the bit pattern;
/// bits32: that of the 32-bit float which the double is.
enum class Form : std::uint8_t { decimal = 0, decimal32 = 16, bits = 32, bits32 = 33 };

template <bool single>
std::optional<unsigned> decimals_of(double number) {
  for (unsigned decimals = 0; decimals <= kDecimalsMax; ++decimals)
    if (whole_of<single>(number, decimals)) return decimals;
  return std::nullopt;
}

/// A number that is not as the others.
struct Exception {
  std::size_t at;
  double number;
};

struct Wholes {
  std::vector<std::int64_t> numbers;  // at an exception: the one before
  std::vector<Exception> exceptions;
  unsigned decimals = 0;
};

constexpr std::size_t kTried = 64;

/// How many decimals the first few numbers have, those left out that are none.
template <bool single>
unsigned usual_decimals(std::span<const double> numbers) {
  unsigned most = 0;
  for (const auto number : numbers.first(std::min(numbers.size(), kTried)))
    most = std::max(most, decimals_of<single>(number).value_or(0));
  return most;
}

/// nullopt where more than an eighth of the numbers are exceptions.
template <bool single>
std::optional<Wholes> wholes_of(std::span<const double> numbers, unsigned decimals) {
  Wholes out;
  out.decimals = decimals;
  out.numbers.resize(numbers.size());
  std::int64_t last = 0;
  unsigned needed = decimals;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (const auto whole = whole_of<single>(numbers[i], decimals)) {
      last = *whole;
    } else {
      out.exceptions.push_back({i, numbers[i]});
      needed = std::max(needed, decimals_of<single>(numbers[i]).value_or(0));
      if (out.exceptions.size() > numbers.size() / 8 + 1)
        return needed > decimals ? wholes_of<single>(numbers, needed) : std::nullopt;
    }
    out.numbers[i] = last;
  }
  // A few with more decimals are cheaper apart only as long as they are very few.
  if (needed > decimals && out.exceptions.size() * 100 > numbers.size()) return wholes_of<single>(numbers, needed);
  return out;
}

void pack_wholes(const Wholes& wholes, Form form, ByteWriter& out) {
  out.byte(static_cast<std::uint8_t>(static_cast<unsigned>(form) + wholes.decimals));
  out.varint(wholes.exceptions.size());
  std::size_t last = 0;
  for (const auto& [at, number] : wholes.exceptions) {
    out.varint(at - last);
    out.word(number);
    last = at;
  }
  pack_series(wholes.numbers, out);
}

template <bool single>
bool unpack_wholes(ByteReader& in, unsigned decimals, std::span<double> numbers) {
  const auto count = in.varint();
  if (!in.ok() || count > numbers.size()) return false;
  std::vector<Exception> exceptions(count);
  std::size_t at = 0;
  for (auto& exception : exceptions) {
    at += in.varint();
    exception = {at, in.word<double>()};
    if (!in.ok() || at >= numbers.size()) return false;
  }
  static thread_local std::vector<std::int64_t> wholes;
  wholes.resize(numbers.size());
  if (!unpack_series(in, wholes)) return false;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = single ? decimal32(wholes[i], decimals) : decimal(wholes[i], decimals);
  for (const auto& [place, number] : exceptions) numbers[place] = number;
  return true;
}

/// Bit patterns in the order of the numbers they are: near numbers are near.
template <class Bits>
Bits ordered(Bits bits) {
  constexpr Bits kSign = Bits{1} << (sizeof(Bits) * 8 - 1);
  return (bits & kSign) != 0 ? ~bits : static_cast<Bits>(bits | kSign);
}
template <class Bits>
Bits unordered(Bits bits) {
  constexpr Bits kSign = Bits{1} << (sizeof(Bits) * 8 - 1);
  return (bits & kSign) != 0 ? static_cast<Bits>(bits & ~kSign) : ~bits;
}

void pack_bit_patterns(std::span<const double> numbers, bool single, ByteWriter& out) {
  out.byte(static_cast<std::uint8_t>(single ? Form::bits32 : Form::bits));
  std::vector<std::int64_t> patterns(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    patterns[i] =
        static_cast<std::int64_t>(single ? ordered(std::bit_cast<std::uint32_t>(static_cast<float>(numbers[i])))
                                         : ordered(std::bit_cast<std::uint64_t>(numbers[i])));
  pack_series(patterns, out);
}

bool unpack_bit_patterns(ByteReader& in, bool single, std::span<double> numbers) {
  std::vector<std::int64_t> patterns(numbers.size());
  if (!unpack_series(in, patterns)) return false;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto pattern = static_cast<std::uint64_t>(patterns[i]);
    if (single && pattern > 0xFFFFFFFFu) return false;
    numbers[i] = single ? static_cast<double>(std::bit_cast<float>(unordered(static_cast<std::uint32_t>(pattern))))
                        : std::bit_cast<double>(unordered(pattern));
  }
  return true;
}

}  // namespace

void pack_doubles(std::span<const double> numbers, ByteWriter& out) {
  if (const auto wholes = wholes_of<false>(numbers, usual_decimals<false>(numbers)))
    return pack_wholes(*wholes, Form::decimal, out);
  const bool single = std::ranges::all_of(
      numbers, [](double number) { return same_bits(static_cast<double>(static_cast<float>(number)), number); });
  if (single)
    if (const auto wholes = wholes_of<true>(numbers, usual_decimals<true>(numbers)); wholes && wholes->decimals <= 6)
      return pack_wholes(*wholes, Form::decimal32, out);
  pack_bit_patterns(numbers, single, out);
}

bool unpack_doubles(ByteReader& in, std::span<double> numbers) {
  const unsigned form = in.byte();
  if (!in.ok()) return false;
  constexpr auto kDecimal32 = static_cast<unsigned>(Form::decimal32);
  if (form <= kDecimalsMax) return unpack_wholes<false>(in, form, numbers);
  if (form >= kDecimal32 && form <= kDecimal32 + kDecimalsMax)
    return unpack_wholes<true>(in, form - kDecimal32, numbers);
  if (form == static_cast<unsigned>(Form::bits)) return unpack_bit_patterns(in, false, numbers);
  if (form == static_cast<unsigned>(Form::bits32)) return unpack_bit_patterns(in, true, numbers);
  return false;
}

}  // namespace millwright::scada::historian
