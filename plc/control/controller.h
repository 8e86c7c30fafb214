#pragma once
// The PLC without its sockets: the line, its registers, and the two tasks that run on them (the 100 ms scan and the
// 10 ms command task). Owned by the process, used on its one scan thread, so a read always sees whole blocks.

#include <array>
#include <cstdint>
#include <span>

#include "lib/base/time.h"
#include "plc/control/command_desk.h"
#include "plc/control/status_blocks.h"
#include "plc/physics/line.h"
#include "plc/server/modbus_device.h"

namespace millwright::plc {

/// What the plant's network sees.
class Controller final : public ModbusDevice {
 public:
  /// `clock` must outlive the controller; it gives scan times and judges deadlines.
  Controller(LineOptions options, const Clock& clock);

  /// The 100 ms task: the line moves by `steps` times `dt`, every block is written anew.
  void scan(Seconds dt, int steps = 1);
  /// The 10 ms task: looks at the command blocks. A unit that answered has its block written at once.
  void run_commands();

  [[nodiscard]] std::span<const std::uint16_t> input_registers() const override { return status_; }
  [[nodiscard]] std::span<const std::uint16_t> holding_registers() const override { return commands_; }
  ModbusException write_registers(std::uint16_t address, std::span<const std::uint16_t> values) override;

  [[nodiscard]] Line& line() { return line_; }
  [[nodiscard]] CommandDesk& desk() { return desk_; }

 private:
  void publish(Unit unit, Timestamp now);

  const Clock& clock_;
  Line line_;
  CommandDesk desk_;
  RegisterImage status_{};
  RegisterImage commands_{};
  std::array<std::uint32_t, kUnitCount> scan_counters_{};
};

/// What the service port sees: faults and local switches as coils.
class ServicePanel final : public ModbusDevice {
 public:
  /// `controller` must outlive the panel.
  explicit ServicePanel(Controller& controller) : controller_(controller) {}

  [[nodiscard]] std::uint16_t coil_count() const override { return map::coil::kCount; }
  [[nodiscard]] bool coil(std::uint16_t address) const override;
  ModbusException write_coil(std::uint16_t address, bool on) override;

  /// The process closes the plant port while this is set.
  [[nodiscard]] bool link_down() const { return link_down_; }

 private:
  Controller& controller_;
  bool link_down_ = false;
};

}  // namespace millwright::plc
