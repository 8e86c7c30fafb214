#include "scada/historian/store/log_record.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "scada/historian/codec/bytes.h"
#include "scada/historian/codec/decimals.h"

namespace millwright::scada::historian {
namespace {

constexpr std::uint8_t kTypeMask = 0x03;
constexpr std::uint8_t kTrue = 0x04;
constexpr std::uint8_t kHasQuality = 0x08;
constexpr std::uint8_t kSameTime = 0x10;  // as the row before
constexpr std::uint8_t kNextTag = 0x20;   // one more than the row before
// A real is whole hundredths or thousandths: most process values are.
constexpr std::uint8_t kHundredths = 0x40;
constexpr std::uint8_t kThousandths = 0x80;

/// A row takes no more, but for its text.
constexpr std::size_t kRowMax = 1 + 5 + 10 + 4 + 10;
constexpr std::size_t kRoomKept = 1u << 20;

/// Varints into a fixed buffer, faster than a string that grows by bytes.
char* put_varint(char* to, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) *to++ = static_cast<char>(value | 0x80);
  *to++ = static_cast<char>(value);
  return to;
}

char* put_real(char* to, double real, std::uint8_t& head) {
  constexpr std::int64_t kShorter = std::int64_t{1} << 47;  // in at most seven bytes
  auto whole = whole_of<false>(real, 2);
  const auto decimals = whole ? kHundredths : kThousandths;
  if (!whole) whole = whole_of<false>(real, 3);
  if (whole && *whole < kShorter && *whole > -kShorter) {
    head |= decimals;
    return put_varint(to, zigzag(*whole));
  }
  std::memcpy(to, &real, sizeof(real));
  return to + sizeof(real);
}

double take_real(ByteReader& in, std::uint8_t head) {
  if ((head & kHundredths) != 0) return decimal(in.signed_varint(), 2);
  if ((head & kThousandths) != 0) return decimal(in.signed_varint(), 3);
  return in.word<double>();
}

/// A row after one of that tag and time; `text` is to follow it. Returns where it ends.
char* put_row(char* begin, TagId row_tag, const contracts::Sample& sample, TagId tag, std::int64_t time,
              const std::string*& text) {
  char* to = begin + 1;
  const auto at = unix_ns(sample.source_time);
  std::uint8_t head = static_cast<std::uint8_t>(sample.value.index());
  if (row_tag == tag + 1)
    head |= kNextTag;
  else
    to = put_varint(to, row_tag);
  if (at == time)
    head |= kSameTime;
  else
    to = put_varint(
        to, zigzag(static_cast<std::int64_t>(static_cast<std::uint64_t>(at) - static_cast<std::uint64_t>(time))));
  if (const auto code = sample.quality.code(); code != 0) {
    head |= kHasQuality;
    std::memcpy(to, &code, sizeof(code));
    to += sizeof(code);
  }
  if (const auto* real = std::get_if<double>(&sample.value)) {
    to = put_real(to, *real, head);
  } else if (const auto* whole = std::get_if<std::int64_t>(&sample.value)) {
    to = put_varint(to, zigzag(*whole));
  } else if (const auto* boolean = std::get_if<bool>(&sample.value)) {
    if (*boolean) head |= kTrue;
  } else {
    text = &std::get<std::string>(sample.value);
    to = put_varint(to, text->size());
  }
  *begin = static_cast<char>(head);
  return to;
}

}  // namespace

void encode_rows(std::span<const Row> rows, std::string& record) {
  // Room for the longest rows, kept: most are far shorter, and fresh memory for each record would cost more than they.
  static thread_local std::vector<char> room;
  auto most = rows.size() * kRowMax;
  for (const auto& row : rows)
    if (const auto* text = std::get_if<std::string>(&row.sample.value)) most += text->size();
  if (room.size() < most) room.resize(most);
  TagId tag = 0;
  std::int64_t time = 0;
  char* to = room.data();
  for (const auto& [row_tag, sample] : rows) {
    const std::string* text = nullptr;
    to = put_row(to, row_tag, sample, tag, time, text);
    if (text != nullptr) to = std::ranges::copy(*text, to).out;
    tag = row_tag;
    time = unix_ns(sample.source_time);
  }
  record.append(room.data(), to);
  if (room.size() > kRoomKept) std::exchange(room, {});
}

bool decode_rows(std::string_view record, std::vector<Row>& rows) {
  ByteReader in(record);
  TagId tag = 0;
  std::int64_t time = 0;
  while (in.left() > 0) {
    const auto head = in.byte();
    tag = (head & kNextTag) != 0 ? tag + 1 : static_cast<TagId>(in.varint());
    if ((head & kSameTime) == 0)
      time =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(time) + static_cast<std::uint64_t>(in.signed_varint()));
    Row row{tag, {}};
    row.sample.source_time = from_unix_ns(time);
    row.sample.quality = contracts::Quality{(head & kHasQuality) != 0 ? in.word<std::uint32_t>() : 0};
    switch (head & kTypeMask) {
      case 0:
        row.sample.value = (head & kTrue) != 0;
        break;
      case 1:
        row.sample.value = in.signed_varint();
        break;
      case 2:
        row.sample.value = take_real(in, head);
        break;
      default:
        row.sample.value = std::string(in.take(in.varint()));
    }
    if (!in.ok()) return false;
    rows.push_back(std::move(row));
  }
  return true;
}

}  // namespace millwright::scada::historian
