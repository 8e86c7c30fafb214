#include "scada/historian/codec/rans.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace millwright::scada::historian {
namespace {

constexpr unsigned kPrecision = 12;
constexpr std::uint32_t kTotal = 1u << kPrecision;
constexpr std::uint32_t kLow = 1u << 16;  // a state is in [kLow, 2^32) between symbols; it sheds 16 bits at a time

using Frequencies = std::array<std::uint16_t, kSymbols>;

/// Frequencies that sum to kTotal, at least 1 for each symbol that occurs.
Frequencies normalised(const Histogram& histogram) {
  std::uint64_t count = 0;
  for (const auto n : histogram) count += n;
  Frequencies out{};
  std::int64_t left = kTotal;
  std::size_t largest = 0;
  for (std::size_t s = 0; s < kSymbols; ++s) {
    if (histogram[s] == 0) continue;
    const auto share = static_cast<double>(histogram[s]) * kTotal / static_cast<double>(count);
    out[s] = static_cast<std::uint16_t>(std::max(1.0, std::floor(share + 0.5)));
    left -= out[s];
    if (out[s] > out[largest] || out[largest] == 0) largest = s;
  }
  // What rounding left over or took too much, from the largest down: there it costs least.
  while (left < 0) {
    const auto most = static_cast<std::size_t>(std::ranges::max_element(out) - out.begin());
    const auto taken = std::min<std::int64_t>(-left, std::max(1, out[most] / 4));
    out[most] = static_cast<std::uint16_t>(out[most] - taken);
    left += taken;
  }
  out[largest] = static_cast<std::uint16_t>(out[largest] + left);
  return out;
}

/// Runs of symbols that occur: how many are skipped, how many follow, their frequencies.
void write_table(const Frequencies& frequencies, ByteWriter& out) {
  std::size_t s = 0;
  while (s < kSymbols) {
    const auto first = static_cast<std::size_t>(std::find_if(frequencies.begin() + static_cast<std::ptrdiff_t>(s),
                                                             frequencies.end(), [](auto f) { return f > 0; }) -
                                                frequencies.begin());
    if (first == kSymbols) break;
    const auto end = static_cast<std::size_t>(
        std::find(frequencies.begin() + static_cast<std::ptrdiff_t>(first), frequencies.end(), 0) -
        frequencies.begin());
    out.byte(static_cast<std::uint8_t>(first - s));
    out.byte(static_cast<std::uint8_t>(end - first));  // 256 of them wrap to 0: then all occur
    for (auto i = first; i < end; ++i) out.varint(frequencies[i]);
    s = end;
  }
  out.byte(0);
  out.byte(0);
}

bool read_table(ByteReader& in, Frequencies& frequencies) {
  frequencies.fill(0);
  std::size_t s = 0;
  std::uint32_t total = 0;
  for (bool first = true;; first = false) {
    const std::size_t skipped = in.byte();
    std::size_t following = in.byte();
    if (!in.ok()) return false;
    if (skipped == 0 && following == 0 && (!first || total > 0)) break;
    if (following == 0) following = kSymbols;
    s += skipped;
    if (s + following > kSymbols) return false;
    for (; following > 0; --following, ++s) {
      const auto frequency = in.varint();
      if (frequency == 0 || frequency > kTotal) return false;
      frequencies[s] = static_cast<std::uint16_t>(frequency);
      total += static_cast<std::uint32_t>(frequency);
    }
  }
  return total == kTotal;
}

struct Slot {
  std::uint16_t frequency;
  std::uint16_t offset;  // of the slot in its symbol's range
  std::uint8_t symbol;
};

__extension__ using Wide = unsigned __int128;

/// How a symbol changes the state, without a division.
struct Coding {
  std::uint64_t limit = 0;    // a state from there on sheds a word first
  std::uint64_t inverse = 0;  // 2^64 / frequency, rounded up: exact for states of 32 bits
  std::uint32_t whole = 0;    // all ones where the frequency is 1, which has no such inverse
  std::uint32_t rest = 0;     // 2^kPrecision - frequency
  std::uint32_t start = 0;

  Coding() = default;
  Coding(std::uint32_t frequency, std::uint32_t start_in)
      : limit(std::uint64_t{frequency} << (32 - kPrecision)),
        inverse(frequency == 1 ? 0 : std::numeric_limits<std::uint64_t>::max() / frequency + 1),
        whole(frequency == 1 ? ~0u : 0),
        rest(kTotal - frequency),
        start(start_in) {}
  /// (state / frequency) * 2^kPrecision + state % frequency + start.
  [[nodiscard]] std::uint32_t next(std::uint32_t state) const {
    const auto quotient = static_cast<std::uint32_t>((static_cast<Wide>(inverse) * state) >> 64) + (state & whole);
    return state + quotient * rest + start;
  }
};

void fill_slots(const Frequencies& frequencies, std::array<Slot, kTotal>& slots) {
  std::size_t slot = 0;
  for (std::size_t s = 0; s < kSymbols; ++s)
    for (std::uint16_t i = 0; i < frequencies[s]; ++i)
      slots[slot++] = {frequencies[s], i, static_cast<std::uint8_t>(s)};
}

/// Takes the symbol that the state says, and the state that was before it.
std::uint32_t step(const std::array<Slot, kTotal>& slots, std::uint32_t state, std::uint8_t& symbol) {
  const auto& slot = slots[state & (kTotal - 1)];
  symbol = slot.symbol;
  return slot.frequency * (state >> kPrecision) + slot.offset;
}

/// Without a branch: whether a state takes a word is nearly chance. At least one word is left.
std::uint32_t refilled(std::uint32_t state, const char*& next) {
  std::uint16_t word;
  std::memcpy(&word, next, sizeof(word));
  const bool low = state < kLow;
  next += low ? sizeof(word) : 0;
  return low ? (state << 16) | word : state;
}

bool decode_words(const std::array<Slot, kTotal>& slots, std::array<std::uint32_t, 2> states, std::string_view words,
                  std::span<std::uint8_t> symbols) {
  const char* next = words.data();
  const char* const end = next + words.size();
  std::size_t i = 0;
  for (; i + 2 <= symbols.size() && end - next >= 4; i += 2) {
    states[0] = refilled(step(slots, states[0], symbols[i]), next);
    states[1] = refilled(step(slots, states[1], symbols[i + 1]), next);
  }
  for (; i < symbols.size(); ++i) {
    auto& state = states[i & 1];
    state = step(slots, state, symbols[i]);
    if (state >= kLow) continue;
    if (next == end) return false;
    state = refilled(state, next);
  }
  return next == end && states[0] == kLow && states[1] == kLow;
}

}  // namespace

double packed_size_of(const Histogram& histogram) {
  double count = 0;
  double bits = 0;
  double table = 14;  // the table's end, the two states, the length
  for (const auto n : histogram) {
    if (n == 0) continue;
    count += n;
    bits -= n * std::log2(static_cast<double>(n));
    table += 1.5;
  }
  if (count > 0) bits += count * std::log2(count);
  return table + bits / 8;
}

void pack_symbols(std::span<const std::uint8_t> symbols, const Histogram& histogram, ByteWriter& out) {
  const auto frequencies = normalised(histogram);
  write_table(frequencies, out);
  std::array<std::uint32_t, kSymbols> starts{};
  std::uint32_t sum = 0;
  for (std::size_t s = 0; s < kSymbols; ++s) {
    starts[s] = sum;
    sum += frequencies[s];
  }
  // Last symbol first: the decoder gets them in order. Two states, so that it can work on two symbols at a time.
  std::array<Coding, kSymbols> codings{};
  for (std::size_t s = 0; s < kSymbols; ++s)
    if (frequencies[s] > 0) codings[s] = Coding(frequencies[s], starts[s]);
  static thread_local std::vector<std::uint16_t> room;
  room.resize(symbols.size());
  auto* const end = room.data() + room.size();
  auto* begin = end;  // written from the last to the first: then they are in order
  std::array<std::uint32_t, 2> states{kLow, kLow};
  for (auto i = symbols.size(); i-- > 0;) {
    auto& state = states[i & 1];
    const auto& coding = codings[symbols[i]];
    *(begin - 1) = static_cast<std::uint16_t>(state);
    const bool sheds = state >= coding.limit;
    begin -= sheds ? 1 : 0;
    state >>= sheds ? 16 : 0;
    state = coding.next(state);
  }
  const std::span words(begin, end);
  out.varint(words.size());
  out.word(states[0]);
  out.word(states[1]);
  out.raw({reinterpret_cast<const char*>(words.data()), words.size() * sizeof(std::uint16_t)});
}

bool unpack_symbols(ByteReader& in, std::span<std::uint8_t> symbols) {
  Frequencies frequencies;
  if (!read_table(in, frequencies)) return false;
  static thread_local std::array<Slot, kTotal> slots;
  fill_slots(frequencies, slots);
  const auto count = in.varint();
  std::array<std::uint32_t, 2> states{};
  states[0] = in.word<std::uint32_t>();
  states[1] = in.word<std::uint32_t>();
  if (count > symbols.size()) return false;
  const auto words = in.take(count * sizeof(std::uint16_t));
  if (!in.ok() || states[0] < kLow || states[1] < kLow) return false;
  return decode_words(slots, states, words, symbols);
}

}  // namespace millwright::scada::historian
