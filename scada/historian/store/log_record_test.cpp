#include "scada/historian/store/log_record.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace millwright::scada::historian {
namespace {

Row row(TagId tag, std::int64_t time_ns, contracts::Value value, std::uint32_t quality = 0) {
  Row out;
  out.tag = tag;
  out.sample.value = std::move(value);
  out.sample.quality = contracts::Quality{quality};
  out.sample.source_time = from_unix_ns(time_ns);
  return out;
}

std::vector<Row> there_and_back(const std::vector<Row>& rows) {
  std::string record;
  encode_rows(rows, record);
  std::vector<Row> back;
  EXPECT_TRUE(decode_rows(record, back));
  return back;
}

void expect_same(const std::vector<Row>& rows) {
  const auto back = there_and_back(rows);
  ASSERT_EQ(back.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(back[i].tag, rows[i].tag) << i;
    EXPECT_EQ(back[i].sample.source_time, rows[i].sample.source_time) << i;
    EXPECT_EQ(back[i].sample.quality.code(), rows[i].sample.quality.code()) << i;
    ASSERT_EQ(back[i].sample.value.index(), rows[i].sample.value.index()) << i;
    const auto* real = std::get_if<double>(&rows[i].sample.value);
    if (real == nullptr) {
      EXPECT_EQ(back[i].sample.value, rows[i].sample.value) << i;
    } else {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(std::get<double>(back[i].sample.value)),
                std::bit_cast<std::uint64_t>(*real))
          << i << ": " << *real;
    }
  }
}

TEST(LogRecord, EveryRealComesBackBitForBit) {
  std::vector<Row> rows;
  TagId tag = 0;
  for (const double real :
       {0.0, -0.0, 76.53, -76.53, 0.001, 0.0001, 1e300, -1e-300, 0x1p45, 0x1p46 + 0.01, 0x1p51, 0x1p53, 1.0 / 3,
        std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::denorm_min()})
    rows.push_back(row(++tag, 1'000, real));
  expect_same(rows);
}

TEST(LogRecord, AnyBatchComesBack) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<Row> rows;
    for (std::size_t n = random() % 50; n > 0; --n) {
      const auto tag = static_cast<TagId>(1 + random() % 5);
      const auto time = static_cast<std::int64_t>(random() % 3 == 0 ? random() : random() % 1'000'000);
      const auto quality = static_cast<std::uint32_t>(random() % 4 == 0 ? random() : 0);
      switch (random() % 6) {
        case 0:
          rows.push_back(row(tag, time, random() % 2 == 0, quality));
          break;
        case 1:
          rows.push_back(row(tag, time, static_cast<std::int64_t>(random()), quality));
          break;
        case 2:
          rows.push_back(row(tag, time, std::bit_cast<double>(random()), quality));
          break;
        case 3:
          rows.push_back(row(tag, time, std::string(random() % 300, 'x'), quality));
          break;
        default:
          rows.push_back(row(tag, time,
                             static_cast<double>(static_cast<std::int64_t>(random() % 2'000'000) - 1'000'000) /
                                 std::pow(10, random() % 5),
                             quality));
      }
    }
    expect_same(rows);
  }
}

TEST(LogRecord, AProcessValueTakesThreeBytesAndNotNine) {
  std::string record;
  encode_rows(std::vector{row(1, 0, 21.37)}, record);
  EXPECT_EQ(record.size(), 3u);
}

TEST(LogRecord, TheBytesAreThoseOfTheFormat) {
  std::string record;
  encode_rows(std::vector{row(1, 0, 21.37), row(2, 0, -0.125), row(2, 5, std::int64_t{-3}, 0x80000000), row(9, 5, true),
                          row(10, 5, std::string("ab")), row(11, 5, 1.0 / 3)},
              record);
  std::string hex;
  for (const unsigned char byte : record) hex += fmt::format("{:02x}", byte);
  // docs/formats/historian.md, "A record of the log", by hand.
  EXPECT_EQ(hex,
            "72b221"                // next tag, same time, hundredths: 2137
            "b2f901"                // thousandths: -125
            "09020a0000008005"      // tag 2, 5 ns later, a quality, -3
            "1409"                  // tag 9, true
            "33026162"              // the next tag, a text of 2 bytes
            "32555555555555d53f");  // 8 bytes
}

TEST(LogRecord, ARecordThatIsCutIsNone) {
  std::string record;
  encode_rows(std::vector{row(3, 77, 21.37), row(4, 77, std::string("text")), row(9, 80, 1.0 / 3)}, record);
  for (std::size_t size = 1; size < record.size(); ++size) {
    std::vector<Row> rows;
    const bool whole = decode_rows(std::string_view(record).substr(0, size), rows);
    EXPECT_LT(rows.size(), 3u);
    EXPECT_TRUE(!whole || !rows.empty()) << "cut between two rows";
  }
}

}  // namespace
}  // namespace millwright::scada::historian
