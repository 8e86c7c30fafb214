// SCADA's reading of Modbus answers: it believes an answer only if it has exactly what was asked for.
#include "scada/drivers/modbus_frame.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

using namespace scada::drivers;

std::string request_and(std::uint8_t function, std::uint8_t count, std::string_view answer) {
  return std::string{static_cast<char>(function), 0, 1, 0, 100, static_cast<char>(count)} + std::string(answer);
}

}  // namespace

std::vector<std::string> seeds() {
  return {request_and(4, 2, std::string_view("\x00\x01\x00\x00\x00\x07\x01\x04\x04\x12\x34\x56\x78", 13)),
          request_and(3, 1, std::string_view("\x00\x01\x00\x00\x00\x05\x01\x03\x02\xff\xff", 11)),
          request_and(16, 4, std::string_view("\x00\x01\x00\x00\x00\x06\x01\x10\x00\x64\x00\x04", 12)),
          request_and(4, 2, std::string_view("\x00\x01\x00\x00\x00\x03\x01\x84\x02", 9))};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright::fuzz;
  using namespace millwright::scada::drivers;
  Input input(data, size);
  Request request;
  request.function = input.byte();
  request.transaction = input.word();
  request.address = input.word();
  request.count = input.byte();
  const auto bytes = input.bytes();
  const auto length = frame_length(bytes);
  MW_ASSERT(!length || *length == 0 || (*length >= 9 && *length <= 260));
  MW_ASSERT(bytes.size() < 6 || !length || *length > 0);
  const auto answer = parse_answer(bytes, request);
  if (!answer) {
    MW_ASSERT(!answer.error().message.empty());
    return 0;
  }
  accept();
  MW_ASSERT(length == bytes.size() && transaction_of(bytes) == request.transaction);
  MW_ASSERT(answer->size() == (request.function == kWriteRegisters ? 0u : request.count));
  return 0;
}
