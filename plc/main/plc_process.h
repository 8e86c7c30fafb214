#pragma once
// The running PLC: one thread on which the scan, the command task and both servers take turns, so that no value needs
// a lock and no read is torn. Owned by main() (or a test); the thread ends with the object.

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "lib/base/log.h"
#include "lib/base/result.h"
#include "lib/base/time.h"
#include "plc/control/controller.h"
#include "plc/server/modbus_server.h"

namespace millwright::plc {

struct PlcOptions {
  static constexpr int kSpeedMost = 60;

  std::string listen_address = "127.0.0.1";
  std::uint16_t modbus_port = 0;
  std::uint16_t service_port = 0;
  LineOptions line;
  int speed = 1;  // so many steps of the line's physics a scan; its own time runs as fast
};

class PlcProcess {
 public:
  static constexpr Duration kScanPeriod = 100ms;
  static constexpr Duration kCommandPeriod = 10ms;

  /// `clock` must outlive the process.
  PlcProcess(PlcOptions options, const Clock& clock);
  ~PlcProcess();
  PlcProcess(const PlcProcess&) = delete;
  PlcProcess& operator=(const PlcProcess&) = delete;

  /// Opens both ports and starts the thread. Call once.
  Result<void, ServerError> start();

  /// The ports listened on; valid after start().
  [[nodiscard]] std::uint16_t modbus_port() const { return modbus_port_; }
  [[nodiscard]] std::uint16_t service_port() const { return service_port_; }
  /// Grows with every scan; from any thread. A number that stands still is a PLC that stands still.
  [[nodiscard]] std::uint64_t scans() const { return scans_.load(std::memory_order_relaxed); }

 private:
  void run(std::stop_token stop);
  void run_tasks(MonotonicTime now);
  void serve_until(MonotonicTime deadline);
  void follow_link_fault();

  const PlcOptions options_;
  const Clock& clock_;
  Logger log_{"plc"};
  Controller controller_;
  ServicePanel panel_;
  ModbusServer plant_server_;
  ModbusServer service_server_;
  std::uint16_t modbus_port_ = 0;
  std::uint16_t service_port_ = 0;
  MonotonicTime next_scan_{};
  bool was_late_ = false;
  MonotonicTime next_commands_{};
  std::atomic<std::uint64_t> scans_{0};
  std::jthread thread_;
};

}  // namespace millwright::plc
