#include "plc/server/modbus_protocol.h"

#include <algorithm>

#include "lib/base/assert.h"

namespace millwright::plc {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Pdu = std::span<const std::uint8_t>;

constexpr std::uint8_t kReadCoils = 1;
constexpr std::uint8_t kReadHolding = 3;
constexpr std::uint8_t kReadInput = 4;
constexpr std::uint8_t kWriteCoil = 5;
constexpr std::uint8_t kWriteRegisters = 16;
constexpr std::uint16_t kReadRegistersMost = 125;
constexpr std::uint16_t kWriteRegistersMost = 123;
constexpr std::uint16_t kReadCoilsMost = 2000;

std::uint16_t word(Pdu bytes, std::size_t at) { return static_cast<std::uint16_t>((bytes[at] << 8) | bytes[at + 1]); }

void put_word(Bytes& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value & 0xFF));
}

/// Appends an answer, or leaves `out` as it is and says why not.
ModbusException read_registers(std::span<const std::uint16_t> registers, Pdu pdu, Bytes& out) {
  if (registers.empty()) return ModbusException::illegal_function;
  if (pdu.size() != 5) return ModbusException::illegal_data_value;
  const std::size_t address = word(pdu, 1);
  const std::size_t count = word(pdu, 3);
  if (count == 0 || count > kReadRegistersMost) return ModbusException::illegal_data_value;
  if (address + count > registers.size()) return ModbusException::illegal_data_address;
  out.push_back(pdu[0]);
  out.push_back(static_cast<std::uint8_t>(count * 2));
  for (const std::uint16_t value : registers.subspan(address, count)) put_word(out, value);
  return ModbusException::none;
}

ModbusException read_coils(const ModbusDevice& device, Pdu pdu, Bytes& out) {
  if (device.coil_count() == 0) return ModbusException::illegal_function;
  if (pdu.size() != 5) return ModbusException::illegal_data_value;
  const std::size_t address = word(pdu, 1);
  const std::size_t count = word(pdu, 3);
  if (count == 0 || count > kReadCoilsMost) return ModbusException::illegal_data_value;
  if (address + count > device.coil_count()) return ModbusException::illegal_data_address;
  Bytes packed((count + 7) / 8, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (device.coil(static_cast<std::uint16_t>(address + i)))
      packed[i / 8] = static_cast<std::uint8_t>(packed[i / 8] | (1U << (i % 8)));
  }
  out.push_back(pdu[0]);
  out.push_back(static_cast<std::uint8_t>(packed.size()));
  out.insert(out.end(), packed.begin(), packed.end());
  return ModbusException::none;
}

ModbusException write_coil(ModbusDevice& device, Pdu pdu, Bytes& out) {
  if (device.coil_count() == 0) return ModbusException::illegal_function;
  if (pdu.size() != 5) return ModbusException::illegal_data_value;
  const std::uint16_t wanted = word(pdu, 3);
  if (wanted != 0xFF00 && wanted != 0) return ModbusException::illegal_data_value;
  if (word(pdu, 1) >= device.coil_count()) return ModbusException::illegal_data_address;
  const auto refused = device.write_coil(word(pdu, 1), wanted != 0);
  if (refused == ModbusException::none) out.insert(out.end(), pdu.begin(), pdu.end());
  return refused;
}

ModbusException write_registers(ModbusDevice& device, Pdu pdu, Bytes& out) {
  if (pdu.size() < 6) return ModbusException::illegal_data_value;
  const std::uint16_t address = word(pdu, 1);
  const std::uint16_t count = word(pdu, 3);
  if (count == 0 || count > kWriteRegistersMost || pdu[5] != count * 2 || pdu.size() != 6U + count * 2U)
    return ModbusException::illegal_data_value;
  std::vector<std::uint16_t> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = word(pdu, 6 + i * 2);
  const auto refused = device.write_registers(address, values);
  if (refused == ModbusException::none) out.insert(out.end(), pdu.begin(), pdu.begin() + 5);
  return refused;
}

ModbusException answer_pdu(ModbusDevice& device, Pdu pdu, Bytes& out) {
  switch (pdu[0]) {
    case kReadCoils:
      return read_coils(device, pdu, out);
    case kReadHolding:
      return read_registers(device.holding_registers(), pdu, out);
    case kReadInput:
      return read_registers(device.input_registers(), pdu, out);
    case kWriteCoil:
      return write_coil(device, pdu, out);
    case kWriteRegisters:
      return write_registers(device, pdu, out);
    default:
      return ModbusException::illegal_function;
  }
}

}  // namespace

FrameCut cut_frame(std::span<const std::uint8_t> stream) {
  // Judged as early as the bytes allow, so that garbage does not sit waiting for more of itself.
  if (stream.size() >= 3 && stream[2] != 0) return {FrameState::garbage};
  if (stream.size() >= 4 && stream[3] != 0) return {FrameState::garbage};
  if (stream.size() < 6) return {FrameState::incomplete};
  // The length counts the unit identifier and a PDU of 1 to 253 bytes.
  const std::size_t length = word(stream, 4);
  if (length < 2 || length > 254) return {FrameState::garbage};
  if (stream.size() < 6 + length) return {FrameState::incomplete};
  return {FrameState::complete, 6 + length};
}

std::vector<std::uint8_t> answer_frame(ModbusDevice& device, std::span<const std::uint8_t> frame) {
  MW_ASSERT(frame.size() > kMbapBytes);
  Bytes out(frame.begin(), frame.begin() + kMbapBytes);
  const Pdu pdu = frame.subspan(kMbapBytes);
  const auto refused = answer_pdu(device, pdu, out);
  if (refused != ModbusException::none) {
    out.push_back(pdu[0] | 0x80);
    out.push_back(static_cast<std::uint8_t>(refused));
  }
  const std::size_t length = out.size() - 6;
  out[4] = static_cast<std::uint8_t>(length >> 8);
  out[5] = static_cast<std::uint8_t>(length & 0xFF);
  return out;
}

}  // namespace millwright::plc
