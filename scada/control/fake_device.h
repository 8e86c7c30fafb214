#pragma once
// A unit's command block for control's tests: it takes what it is told to take, remembers every write with its time,
// and can take the whole process down at any point of a call (by a Crash that the test catches).

#include <map>
#include <optional>
#include <vector>

#include "scada/drivers/command_device.h"

namespace millwright::scada::control {

struct Crash {};

class FakeDevice final : public drivers::CommandDevice {
 public:
  struct Write {
    std::string unit;
    Uuid id;
    int code = 0;
    double value = 0;
    Timestamp not_after{};
    Timestamp at{};
  };
  enum class CrashPoint { none, before_write, after_write, at_echo };

  explicit FakeDevice(const Clock& clock) : clock_(clock) {}

  Result<void, drivers::DeviceError> write(const plant::Equipment& unit, const Uuid& id, int code, double value,
                                           Timestamp not_after) override {
    if (crash == CrashPoint::before_write) throw Crash{};
    if (write_error == drivers::DeviceError::not_connected) return fail(*write_error, "no link");
    if (write_error == drivers::DeviceError::refused) return fail(*write_error, "exception 2");
    writes.push_back({unit.path.str(), id, code, value, not_after, clock_.utc()});
    if (answers) echoes[unit.path.str()] = {id, result, reason, clock_.utc()};
    if (crash == CrashPoint::after_write) throw Crash{};
    if (write_error) return fail(*write_error, "no answer");
    return {};
  }
  Result<drivers::Echo, drivers::DeviceError> read_echo(const plant::Equipment& unit) override {
    if (crash == CrashPoint::at_echo) throw Crash{};
    ++echo_reads;
    if (echo_error) return fail(*echo_error, "no link");
    return echoes[unit.path.str()];
  }
  [[nodiscard]] std::optional<Duration> clock_offset(const plant::Equipment&) const override { return offset; }

  std::vector<Write> writes;
  std::map<std::string, drivers::Echo> echoes;
  bool answers = true;  // looks at what is written, and echoes
  int result = 1;
  int reason = 0;
  int echo_reads = 0;
  CrashPoint crash = CrashPoint::none;
  std::optional<drivers::DeviceError> write_error;
  std::optional<drivers::DeviceError> echo_error;
  std::optional<Duration> offset = Duration{1ms};

 private:
  const Clock& clock_;
};

}  // namespace millwright::scada::control
