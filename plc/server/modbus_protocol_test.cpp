#include "plc/server/modbus_protocol.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace millwright::plc {
namespace {

using Bytes = std::vector<std::uint8_t>;

class FakeDevice final : public ModbusDevice {
 public:
  [[nodiscard]] std::span<const std::uint16_t> input_registers() const override { return inputs; }
  [[nodiscard]] std::uint16_t coil_count() const override { return 10; }
  [[nodiscard]] bool coil(std::uint16_t address) const override { return coils.at(address); }
  ModbusException write_registers(std::uint16_t address, std::span<const std::uint16_t> values) override {
    written_at = address;
    written.assign(values.begin(), values.end());
    return refusal;
  }
  ModbusException write_coil(std::uint16_t address, bool on) override {
    coils.at(address) = on;
    return ModbusException::none;
  }

  std::array<std::uint16_t, 200> inputs{};
  std::array<bool, 10> coils{};
  std::uint16_t written_at = 0;
  std::vector<std::uint16_t> written;
  ModbusException refusal = ModbusException::none;
};

Bytes frame(const Bytes& pdu) {
  Bytes out{0x12, 0x34, 0, 0, 0, static_cast<std::uint8_t>(pdu.size() + 1), 9};
  out.insert(out.end(), pdu.begin(), pdu.end());
  return out;
}

/// The answer's PDU, its header checked.
Bytes answer(ModbusDevice& device, const Bytes& pdu) {
  const Bytes out = answer_frame(device, frame(pdu));
  EXPECT_EQ(Bytes(out.begin(), out.begin() + 4), (Bytes{0x12, 0x34, 0, 0}));
  EXPECT_EQ(out[4] * 256U + out[5], out.size() - 6);
  EXPECT_EQ(out[6], 9);
  return {out.begin() + 7, out.end()};
}

TEST(ModbusProtocol, ReadsInputRegistersUpToTheLast) {
  FakeDevice device;
  device.inputs[198] = 0x0102;
  device.inputs[199] = 0xFFFE;
  EXPECT_EQ(answer(device, {4, 0, 198, 0, 2}), (Bytes{4, 4, 1, 2, 0xFF, 0xFE}));
  EXPECT_EQ(answer(device, {4, 0, 0, 0, 125}).size(), 252U);
}

TEST(ModbusProtocol, AnswersWhatIsNotThereWithTheRightException) {
  FakeDevice device;
  EXPECT_EQ(answer(device, {4, 0, 199, 0, 2}), (Bytes{0x84, 2})) << "one register past the end";
  EXPECT_EQ(answer(device, {4, 0xFF, 0xFF, 0, 1}), (Bytes{0x84, 2}));
  EXPECT_EQ(answer(device, {4, 0, 0, 0, 0}), (Bytes{0x84, 3})) << "no register at all";
  EXPECT_EQ(answer(device, {4, 0, 0, 0, 126}), (Bytes{0x84, 3})) << "more than a frame holds";
  EXPECT_EQ(answer(device, {4, 0, 0}), (Bytes{0x84, 3})) << "a request cut short";
  EXPECT_EQ(answer(device, {3, 0, 0, 0, 1}), (Bytes{0x83, 1})) << "this device has no holding registers";
  EXPECT_EQ(answer(device, {0x2B, 14, 1, 0}), (Bytes{0xAB, 1}));
}

TEST(ModbusProtocol, WritesRegistersAndEchoesAddressAndCount) {
  FakeDevice device;
  EXPECT_EQ(answer(device, {16, 1, 0, 0, 2, 4, 0xAA, 0xBB, 0, 7}), (Bytes{16, 1, 0, 0, 2}));
  EXPECT_EQ(device.written_at, 256);
  EXPECT_EQ(device.written, (std::vector<std::uint16_t>{0xAABB, 7}));
  device.refusal = ModbusException::server_device_busy;
  EXPECT_EQ(answer(device, {16, 1, 0, 0, 1, 2, 0, 7}), (Bytes{0x90, 6}));
}

TEST(ModbusProtocol, AWriteWhoseCountsDisagreeWritesNothing) {
  FakeDevice device;
  EXPECT_EQ(answer(device, {16, 0, 0, 0, 2, 2, 0, 7}), (Bytes{0x90, 3}));
  EXPECT_EQ(answer(device, {16, 0, 0, 0, 2, 4, 0, 7}), (Bytes{0x90, 3}));
  EXPECT_EQ(answer(device, {16, 0, 0, 0, 0, 0}), (Bytes{0x90, 3}));
  EXPECT_TRUE(device.written.empty());
}

TEST(ModbusProtocol, ReadsAndWritesCoils) {
  FakeDevice device;
  EXPECT_EQ(answer(device, {5, 0, 9, 0xFF, 0}), (Bytes{5, 0, 9, 0xFF, 0}));
  device.coils[1] = true;
  EXPECT_EQ(answer(device, {1, 0, 0, 0, 10}), (Bytes{1, 2, 0x02, 0x02}));
  EXPECT_EQ(answer(device, {5, 0, 9, 0, 1}), (Bytes{0x85, 3})) << "neither on nor off";
  EXPECT_EQ(answer(device, {5, 0, 10, 0, 0}), (Bytes{0x85, 2}));
  EXPECT_EQ(answer(device, {1, 0, 5, 0, 6}), (Bytes{0x81, 2}));
}

TEST(ModbusProtocol, WaitsForTheRestOfAFrameAndLeavesTheNextOne) {
  const Bytes whole = frame({4, 0, 0, 0, 1});
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_EQ(cut_frame(std::span(whole).first(n)).state, FrameState::incomplete) << n;
  Bytes two = whole;
  two.insert(two.end(), whole.begin(), whole.end());
  const FrameCut cut = cut_frame(two);
  EXPECT_EQ(cut.state, FrameState::complete);
  EXPECT_EQ(cut.bytes, whole.size());
}

TEST(ModbusProtocol, KnowsGarbageByItsHeader) {
  EXPECT_EQ(cut_frame(Bytes{'G', 'E', 'T', ' '}).state, FrameState::garbage);
  EXPECT_EQ(cut_frame(Bytes{0, 1, 0, 0, 0, 0}).state, FrameState::garbage) << "no room for a function";
  EXPECT_EQ(cut_frame(Bytes{0, 1, 0, 0, 0, 1, 1}).state, FrameState::garbage);
  EXPECT_EQ(cut_frame(Bytes{0, 1, 0, 0, 0, 255}).state, FrameState::garbage) << "longer than the longest";
  EXPECT_EQ(cut_frame(Bytes{0, 1, 0, 0, 0, 254}).state, FrameState::incomplete);
}

TEST(ModbusProtocol, AnyBytesAreSafe) {
  FakeDevice device;
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    Bytes pdu(1 + random() % 20);
    for (auto& byte : pdu) byte = static_cast<std::uint8_t>(random() % 4 == 0 ? random() : random() % 6);
    if (i % 2 == 0) pdu[0] = std::array<std::uint8_t, 5>{1, 3, 4, 5, 16}[random() % 5];
    const Bytes out = answer_frame(device, frame(pdu));
    ASSERT_GE(out.size(), kMbapBytes + 2);
    ASSERT_LE(out.size(), kFrameBytesMost);
  }
}

}  // namespace
}  // namespace millwright::plc
