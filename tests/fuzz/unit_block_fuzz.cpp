// SCADA's reading of a unit's registers: whatever a device sends, nothing is read outside the block and nothing comes
// out that the rest of SCADA could not carry.
#include <cmath>

#include "scada/drivers/unit_block.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

using namespace scada::drivers;

const Timestamp kNow{std::chrono::seconds{1'700'000'000}};
constexpr std::array kEncodings{plant::Encoding::boolean, plant::Encoding::uint16, plant::Encoding::int16,
                                plant::Encoding::uint32,  plant::Encoding::int32,  plant::Encoding::int64,
                                plant::Encoding::float32};

void check_header(Registers block) {
  const auto header = read_header(block);
  MW_ASSERT(header.has_value() == (block.size() >= kHeaderRegisters));
  if (!header) return;
  const auto time = plausible_time(header->scan_time_us, kNow);
  if (time) MW_ASSERT(*time >= kNow - 24h - 1us && *time <= kNow + 24h + 1us);
}

void check_values(Registers block) {
  for (const auto encoding : kEncodings) {
    for (int offset = -1; offset <= static_cast<int>(block.size()) + 1; ++offset) {
      const auto reading = read_value(block, offset, encoding);
      const bool inside =
          offset >= 0 && static_cast<std::size_t>(offset + plant::register_count(encoding)) <= block.size();
      MW_ASSERT(inside || reading.quality == contracts::quality::kBadConfigurationError);
      const auto number = contracts::number_in(reading.value);
      MW_ASSERT(number && std::isfinite(*number));
    }
  }
}

/// A command block's deadline lies where the echo's time lies: what one writes, the other reads.
void check_echo(Registers block) {
  const auto echo = read_echo(block);
  if (!echo) return;
  accept();
  MW_ASSERT(echo->result >= 0 && echo->result <= 2 && echo->time >= Timestamp{});
  const auto command = command_block(echo->id, echo->result, 1.5, echo->time);
  const auto again = read_echo(command);
  MW_ASSERT(again && again->id == echo->id && again->result == echo->result && again->time == echo->time);
}

}  // namespace

std::vector<std::string> seeds() {
  std::string running(120, '\x01');
  running.replace(0, 16, std::string_view("\x00\x00\x01\x00\x00\x06\x0a\x24\x18\x1e\x40\x00\x00\x00\x00\x06", 16));
  std::string taken(28, '\x02');
  taken.replace(16, 12, std::string_view("\x00\x01\x00\x00\x00\x06\x0a\x24\x18\x1e\x40\x00", 12));
  return {running, taken, std::string(96, '\x00'), std::string(60, '\xff'), std::string(47, '\x7f')};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright::fuzz;
  Input input(data, std::min<std::size_t>(size, 400));
  std::vector<std::uint16_t> registers;
  while (!input.empty()) registers.push_back(input.word());
  check_header(registers);
  check_values(registers);
  check_echo(registers);
  return 0;
}
