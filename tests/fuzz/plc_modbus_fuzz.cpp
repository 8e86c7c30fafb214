// The PLC's Modbus server without its sockets: a stream of any bytes is cut into frames, each frame gets one answer,
// and the answer is a frame that fits its request.
#include "plc/server/modbus_protocol.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

class Device final : public plc::ModbusDevice {
 public:
  [[nodiscard]] std::span<const std::uint16_t> input_registers() const override { return registers_; }
  [[nodiscard]] std::span<const std::uint16_t> holding_registers() const override { return registers_; }
  [[nodiscard]] std::uint16_t coil_count() const override { return 11; }
  [[nodiscard]] bool coil(std::uint16_t number) const override { return coils_.at(number); }
  plc::ModbusException write_registers(std::uint16_t address, std::span<const std::uint16_t> values) override {
    MW_ASSERT(!values.empty() && values.size() <= 123);
    if (address + values.size() > registers_.size()) return plc::ModbusException::illegal_data_address;
    std::copy(values.begin(), values.end(), registers_.begin() + address);
    return plc::ModbusException::none;
  }
  plc::ModbusException write_coil(std::uint16_t number, bool on) override {
    coils_.at(number) = on;
    return plc::ModbusException::none;
  }

 private:
  std::vector<std::uint16_t> registers_ = std::vector<std::uint16_t>(300);
  std::vector<bool> coils_ = std::vector<bool>(11);
};

void check_answer(std::span<const std::uint8_t> request, const std::vector<std::uint8_t>& answer) {
  const auto cut = plc::cut_frame(answer);
  MW_ASSERT(cut.state == plc::FrameState::complete && cut.bytes == answer.size());
  MW_ASSERT(answer[0] == request[0] && answer[1] == request[1] && answer[6] == request[6]);
  const auto function = request[plc::kMbapBytes];
  if (answer[7] != function) {
    MW_ASSERT(answer[7] == (function | 0x80) && answer.size() == 9 && answer[8] >= 1 && answer[8] <= 6);
    return;
  }
  accept();
  // A function of 0x80 and above answers nothing but exceptions; of the others, reads give as many as were asked for.
  if (function == 3 || function == 4)
    MW_ASSERT(answer[8] == answer.size() - 9 && answer[8] == 2 * (request[10] << 8 | request[11]));
}

}  // namespace

std::vector<std::string> seeds() {
  const auto frame = [](std::string_view pdu) {
    std::string bytes{0, 7, 0, 0, 0, static_cast<char>(pdu.size() + 1), 1};
    return bytes + std::string(pdu);
  };
  const auto read = frame(std::string_view("\x04\x00\x00\x00\x3c", 5));
  const auto write = frame(std::string_view("\x10\x00\x64\x00\x02\x04\x11\x22\x33\x44", 10));
  const auto coil = frame(std::string_view("\x05\x00\x03\xff\x00", 5));
  const auto coils = frame(std::string_view("\x01\x00\x00\x00\x0b", 5));
  return {read, write, coil, coils, read + write + coils, frame(std::string_view("\x03\x01\x00\x00\x10", 5)) + coil};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  fuzz::Device device;
  std::span<const std::uint8_t> stream(data, size);
  while (true) {
    const auto cut = plc::cut_frame(stream);
    if (cut.state != plc::FrameState::complete) return 0;
    MW_ASSERT(cut.bytes > plc::kMbapBytes && cut.bytes <= plc::kFrameBytesMost && cut.bytes <= stream.size());
    const auto frame = stream.first(cut.bytes);
    fuzz::check_answer(frame, plc::answer_frame(device, frame));
    stream = stream.subspan(cut.bytes);
  }
}
