#include "scada/historian/codec/codec.h"

#include <algorithm>

#include "lib/base/assert.h"
#include "scada/historian/codec/bytes.h"
#include "scada/historian/codec/doubles.h"
#include "scada/historian/codec/integers.h"
#include "scada/historian/codec/texts.h"
#include "scada/historian/codec/times.h"

namespace millwright::scada::historian {
namespace {

constexpr std::uint8_t kVersion = 1;

/// The second byte: what kind of values, and whether qualities follow.
enum class Kind : std::uint8_t { boolean = 0, integer = 1, real = 2, text = 3 };
constexpr std::uint8_t kKindMask = 0x03;
constexpr std::uint8_t kHasQuality = 0x04;
constexpr std::size_t kCheckSize = 4;

/// A column of smaller numbers as the series it is.
template <class Number>
void pack_column(const std::vector<Number>& column, ByteWriter& out) {
  pack_series(std::vector<std::int64_t>(column.begin(), column.end()), out);
}

template <class Number>
bool unpack_column(ByteReader& in, std::size_t count, std::vector<Number>& column) {
  static thread_local std::vector<std::int64_t> numbers;
  numbers.resize(count);
  if (!unpack_series(in, numbers)) return false;
  column.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    column[i] = static_cast<Number>(numbers[i]);
    if (static_cast<std::int64_t>(column[i]) != numbers[i]) return false;
  }
  return true;
}

struct PackValues {
  ByteWriter& out;
  void operator()(const std::vector<std::uint8_t>& column) const { pack_column(column, out); }
  void operator()(const std::vector<std::int64_t>& column) const { pack_series(column, out); }
  void operator()(const std::vector<double>& column) const { pack_doubles(column, out); }
  void operator()(const std::vector<std::string>& column) const { pack_texts(column, out); }
};

/// The column of this type, with the memory it has if it is of this type already.
template <class T>
std::vector<T>& column_of(Values& values) {
  if (!std::holds_alternative<std::vector<T>>(values)) values = std::vector<T>();
  return std::get<std::vector<T>>(values);
}

bool unpack_values(ByteReader& in, Kind kind, std::size_t count, Values& values) {
  switch (kind) {
    case Kind::boolean: {
      auto& column = column_of<std::uint8_t>(values);
      return unpack_column(in, count, column) && std::ranges::all_of(column, [](auto b) { return b <= 1; });
    }
    case Kind::integer: {
      auto& column = column_of<std::int64_t>(values);
      column.resize(count);
      return unpack_series(in, column);
    }
    case Kind::real: {
      auto& column = column_of<double>(values);
      column.resize(count);
      return unpack_doubles(in, column);
    }
    case Kind::text: {
      auto& column = column_of<std::string>(values);
      column.resize(count);
      return unpack_texts(in, column, kChunkTextMax);
    }
  }
  return false;
}

bool unpack_block(ByteReader& in, Block& into) {
  const auto head = in.byte();
  const auto count = in.varint();
  if (!in.ok() || head > (kKindMask | kHasQuality) || count == 0 || count > kChunkSamplesMax) return false;
  into.times.resize(count);
  if (!unpack_times(in, into.times)) return false;
  if (!unpack_values(in, static_cast<Kind>(head & kKindMask), count, into.values)) return false;
  into.quality.clear();
  if ((head & kHasQuality) != 0 && !unpack_column(in, count, into.quality)) return false;
  return in.ok() && in.left() == 0;
}

}  // namespace

std::string encode(const Block& block) {
  MW_ASSERT(!block.empty() && block.size() <= kChunkSamplesMax);
  std::string chunk;
  ByteWriter out(chunk);
  const bool good = std::ranges::all_of(block.quality, [](auto quality) { return quality == 0; });
  out.byte(kVersion);
  out.byte(static_cast<std::uint8_t>(block.values.index() | (good ? 0 : kHasQuality)));
  out.varint(block.size());
  pack_times(block.times, out);
  std::visit(PackValues{out}, block.values);
  if (!good) pack_column(block.quality, out);
  out.word(checksum_of(chunk));
  return chunk;
}

Result<void, CodecError> decode(std::string_view chunk, Block& into) {
  into.clear();
  if (chunk.size() < 1 + kCheckSize) return fail(CodecError::corrupt, "a chunk of {} bytes", chunk.size());
  const auto version = static_cast<std::uint8_t>(chunk[0]);
  if (version != kVersion)
    return fail(CodecError::unknown_version, "a chunk of version {}; this program reads version {}", version, kVersion);
  std::uint32_t check;
  std::memcpy(&check, chunk.data() + chunk.size() - kCheckSize, kCheckSize);
  chunk.remove_suffix(kCheckSize);
  if (checksum_of(chunk) != check) return fail(CodecError::corrupt, "the checksum of the chunk does not fit");
  ByteReader in(chunk.substr(1));
  if (unpack_block(in, into)) return {};
  into.clear();
  return fail(CodecError::corrupt, "the checksum fits and the content does not: no chunk of this program");
}

}  // namespace millwright::scada::historian
