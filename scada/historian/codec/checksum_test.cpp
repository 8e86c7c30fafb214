#include <gtest/gtest.h>

#include <boost/crc.hpp>
#include <random>

#include "scada/historian/codec/codec.h"

namespace millwright::scada::historian {
namespace {

TEST(Checksum, IsCrc32cOfAnyLength) {
  EXPECT_EQ(checksum_of("123456789"), 0xE3069283u);  // the check value of RFC 3720's polynomial
  EXPECT_EQ(checksum_of(""), 0u);
  std::mt19937 random(3);
  std::string bytes;
  for (int length = 0; length < 200; ++length) {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> by_table;
    by_table.process_bytes(bytes.data(), bytes.size());
    EXPECT_EQ(checksum_of(bytes), by_table.checksum()) << length;
    bytes += static_cast<char>(random());
  }
}

}  // namespace
}  // namespace millwright::scada::historian
