#include "cli/plc_fault.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <modbus.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>

namespace millwright::cli {
namespace {

using Connection = std::unique_ptr<modbus_t, decltype(&modbus_free)>;

int refuse(const std::string& message) {
  fmt::print(stderr, "millwright plc fault: {}\n", message);
  return 1;
}

Connection connect(int port) {
  Connection plc(modbus_new_tcp("127.0.0.1", port), modbus_free);
  if (plc == nullptr || modbus_set_response_timeout(plc.get(), 2, 0) != 0 || modbus_connect(plc.get()) != 0)
    return {nullptr, modbus_free};
  return plc;
}

int list(modbus_t* plc) {
  std::array<std::uint8_t, kPlcFaults.size()> coils{};
  if (modbus_read_bits(plc, 0, coils.size(), coils.data()) != static_cast<int>(coils.size()))
    return refuse(fmt::format("the PLC did not answer: {}", modbus_strerror(errno)));
  for (std::size_t i = 0; i < coils.size(); ++i) fmt::print("{} {}\n", kPlcFaults[i], coils[i] != 0 ? "on" : "off");
  return 0;
}

}  // namespace

int run_plc_fault(const std::string& name, const std::string& state, int service_port) {
  const auto* fault = std::ranges::find(kPlcFaults, name);
  if (name != "list" && fault == kPlcFaults.end())
    return refuse(fmt::format("unknown fault '{}'; known: {}", name, fmt::join(kPlcFaults, ", ")));
  if (name != "list" && state != "on" && state != "off") return refuse("say on or off");
  const auto plc = connect(service_port);
  if (plc == nullptr) return refuse(fmt::format("no PLC at 127.0.0.1:{}: {}", service_port, modbus_strerror(errno)));
  int code = 0;
  if (name == "list") {
    code = list(plc.get());
  } else if (modbus_write_bit(plc.get(), static_cast<int>(fault - kPlcFaults.begin()), state == "on") != 1) {
    code = refuse(fmt::format("the PLC did not take it: {}", modbus_strerror(errno)));
  }
  modbus_close(plc.get());
  return code;
}

}  // namespace millwright::cli
