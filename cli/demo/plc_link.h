#pragma once
// The simulated PLC as the demonstration sees it, past SCADA and MES: its registers over Modbus for the account of
// losses, and its service port for the fault (docs/formats/plc_registers.md). One thread.

#include <memory>
#include <string_view>

#include "cli/demo/losses.h"
#include "cli/ports.h"
#include "lib/base/result.h"

struct _modbus;

namespace millwright::cli::demo {

enum class PlcError { unreachable };

class PlcLink {
 public:
  [[nodiscard]] static Result<PlcLink, PlcError> connect(const Ports& ports);
  [[nodiscard]] Result<PlantSample, PlcError> read();
  /// `name` is one of kPlcFaults.
  Result<void, PlcError> set_fault(std::string_view name, bool on);

 private:
  struct Close {
    void operator()(_modbus* connection) const;
  };
  using Connection = std::unique_ptr<_modbus, Close>;
  [[nodiscard]] static Connection open(int port);
  PlcLink(Connection plant, Connection service) : plant_(std::move(plant)), service_(std::move(service)) {}

  Connection plant_, service_;
};

}  // namespace millwright::cli::demo
