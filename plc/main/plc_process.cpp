#include "plc/main/plc_process.h"

#include <poll.h>

#include <algorithm>
#include <vector>

namespace millwright::plc {
namespace {

// Later than this the lost scans are given up instead of being run in a burst.
constexpr Duration kCatchUpMost = 1s;

timespec until(MonotonicTime deadline, MonotonicTime now) {
  const auto left = std::max(Duration{0}, Duration{deadline - now});
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  return {seconds.count(), (left - seconds).count()};
}

}  // namespace

PlcProcess::PlcProcess(PlcOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      controller_(options_.line, clock),
      panel_(controller_),
      plant_server_("plant", controller_),
      service_server_("service", panel_) {}

PlcProcess::~PlcProcess() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
}

Result<void, ServerError> PlcProcess::start() {
  if (auto opened = plant_server_.open(options_.listen_address, options_.modbus_port); !opened) return opened;
  if (auto opened = service_server_.open(options_.listen_address, options_.service_port); !opened) return opened;
  modbus_port_ = plant_server_.port();
  service_port_ = service_server_.port();
  thread_ = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
  return {};
}

void PlcProcess::run(std::stop_token stop) {
  next_scan_ = next_commands_ = clock_.monotonic();
  while (!stop.stop_requested()) {
    run_tasks(clock_.monotonic());
    follow_link_fault();
    serve_until(std::min(next_scan_, next_commands_));
  }
}

void PlcProcess::run_tasks(MonotonicTime now) {
  if (now >= next_commands_) {
    controller_.run_commands();
    next_commands_ = std::max(next_commands_ + kCommandPeriod, now);
  }
  if (now < next_scan_) return;
  const bool late = now - next_scan_ > kScanPeriod / 2;
  if (late && !was_late_)
    log_.warning("a scan came {} ms late: this machine is short of processor time",
                 std::chrono::duration_cast<std::chrono::milliseconds>(now - next_scan_).count());
  was_late_ = late;  // those that catch up after it are late for the same reason
  controller_.scan(kScanPeriod, options_.speed);
  scans_.fetch_add(1, std::memory_order_relaxed);
  next_scan_ += kScanPeriod;
  if (now - next_scan_ > kCatchUpMost) {
    log_.warning("the scan is {} ms late; the line stood still meanwhile",
                 std::chrono::duration_cast<std::chrono::milliseconds>(now - next_scan_).count());
    next_scan_ = now;
  }
}

void PlcProcess::serve_until(MonotonicTime deadline) {
  std::vector<pollfd> polled;
  plant_server_.add_to(polled);
  service_server_.add_to(polled);
  const timespec timeout = until(deadline, clock_.monotonic());
  if (ppoll(polled.data(), polled.size(), &timeout, nullptr) <= 0) return;
  // A request that waited while this thread had no processor is answered with what is true now.
  run_tasks(clock_.monotonic());
  plant_server_.handle(polled);
  service_server_.handle(polled);
}

void PlcProcess::follow_link_fault() {
  if (panel_.link_down() && plant_server_.listening()) {
    log_.warning("link_down: the plant port is closed");
    plant_server_.close();
  } else if (!panel_.link_down() && !plant_server_.listening()) {
    // Tried again at the next task while something else holds the port.
    if (auto opened = plant_server_.open(options_.listen_address, modbus_port_); opened) {
      log_.info("the plant port is open again");
    } else {
      log_.warning("{}", opened.error().message);
    }
  }
}

}  // namespace millwright::plc
