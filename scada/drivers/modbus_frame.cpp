#include "scada/drivers/modbus_frame.h"

#include <string_view>

namespace millwright::scada::drivers {
namespace {

constexpr std::size_t kPrefix = 6;       // transaction, protocol, length
constexpr std::size_t kLengthMax = 254;  // unit identifier and PDU

void put16(std::vector<std::uint8_t>& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8 & 0xFFu));
  out.push_back(static_cast<std::uint8_t>(value & 0xFFu));
}

std::uint16_t get16(Bytes bytes, std::size_t at) { return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]); }

std::string_view exception_name(int code) {
  switch (code) {
    case 1:
      return "illegal function";
    case 2:
      return "illegal data address";
    case 3:
      return "illegal data value";
    case 4:
      return "device failure";
    case 6:
      return "device busy";
    default:
      return "unknown exception";
  }
}

Result<std::vector<std::uint16_t>, ModbusError> read_answer(Bytes pdu, const Request& request) {
  const std::size_t bytes = std::size_t{request.count} * 2;
  if (pdu.size() != 2 + bytes || pdu[1] != bytes)
    return fail(ModbusError::wrong_answer, "asked for {} registers, the answer carries {} bytes", request.count,
                pdu.size() < 2 ? 0 : pdu.size() - 2);
  std::vector<std::uint16_t> registers(request.count);
  for (std::size_t i = 0; i < registers.size(); ++i) registers[i] = get16(pdu, 2 + 2 * i);
  return registers;
}

}  // namespace

std::vector<std::uint8_t> to_bytes(const Request& request, std::span<const std::uint16_t> registers) {
  const bool writes = request.function == kWriteRegisters;
  std::vector<std::uint8_t> out;
  put16(out, request.transaction);
  put16(out, 0);
  put16(out, writes ? 7 + 2 * registers.size() : 6);
  out.push_back(request.unit_id);
  out.push_back(request.function);
  put16(out, request.address);
  put16(out, request.count);
  if (writes) {
    out.push_back(static_cast<std::uint8_t>(2 * registers.size()));
    for (const auto value : registers) put16(out, value);
  }
  return out;
}

std::optional<std::size_t> frame_length(Bytes bytes) {
  if (bytes.size() < kPrefix) return 0;
  const std::size_t length = get16(bytes, 4);
  if (get16(bytes, 2) != 0 || length < 3 || length > kLengthMax) return std::nullopt;
  return kPrefix + length;
}

std::uint16_t transaction_of(Bytes frame) { return get16(frame, 0); }

Result<std::vector<std::uint16_t>, ModbusError> parse_answer(Bytes frame, const Request& request) {
  const auto length = frame_length(frame);
  if (!length || *length == 0 || *length != frame.size())
    return fail(ModbusError::wrong_answer, "the answer is no Modbus TCP frame");
  if (transaction_of(frame) != request.transaction)
    return fail(ModbusError::wrong_answer, "the answer belongs to another request");
  if (frame[kPrefix] != request.unit_id)
    return fail(ModbusError::wrong_answer, "the answer is of unit {}, not {}", frame[kPrefix], request.unit_id);
  const Bytes pdu = frame.subspan(kPrefix + 1);
  if (pdu[0] == (request.function | 0x80u) && pdu.size() == 2)
    return fail(ModbusError::exception, "the device answers exception {} ({})", pdu[1], exception_name(pdu[1]));
  if (pdu[0] != request.function)
    return fail(ModbusError::wrong_answer, "the answer is to function {}, not {}", pdu[0], request.function);
  if (request.function != kWriteRegisters) return read_answer(pdu, request);
  if (pdu.size() != 5 || get16(pdu, 1) != request.address || get16(pdu, 3) != request.count)
    return fail(ModbusError::wrong_answer, "the answer confirms another write");
  return std::vector<std::uint16_t>{};
}

}  // namespace millwright::scada::drivers
