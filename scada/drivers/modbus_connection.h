#pragma once
// One Modbus TCP device: a thread polls every unit block, a step behind the device's scan, into the tag engine;
// commands and echoes go over a second TCP connection, so that neither waits for the other. Within two poll periods of
// a device's death (link, answer or scan counter) its tags are Bad.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "lib/base/log.h"
#include "lib/base/metrics.h"
#include "scada/drivers/block_watch.h"
#include "scada/drivers/clock_offset.h"
#include "scada/drivers/connection.h"
#include "scada/drivers/modbus_client.h"
#include "scada/drivers/scan_phase.h"

namespace millwright::scada::drivers {

class ModbusConnection final : public Connection {
 public:
  ModbusConnection(const plant::Plant& plant, const plant::Connection& settings, tags::TagEngine& engine,
                   const Clock& clock, Metrics& metrics);
  ~ModbusConnection() override;

  void start() override;
  void stop() override;
  [[nodiscard]] bool alive() const override;
  [[nodiscard]] ConnectionStatus status() const override;
  [[nodiscard]] const std::string& name() const override { return settings_.name; }
  [[nodiscard]] std::vector<std::uint32_t> tags() const override;

  Result<void, DeviceError> write(const plant::Equipment& unit, const Uuid& id, int code, double value,
                                  Timestamp not_after) override;
  Result<Echo, DeviceError> read_echo(const plant::Equipment& unit) override;
  [[nodiscard]] std::optional<Duration> clock_offset(const plant::Equipment& unit) const override;

 private:
  struct BlockTag {
    std::uint32_t number = 0;
    int offset = 0;
    plant::Encoding encoding = plant::Encoding::float32;
  };
  struct Block {
    std::string equipment;
    int base = 0;
    int length = 0;
    std::vector<BlockTag> tags;
    BlockWatch watch;
    std::optional<contracts::Quality> bad;  // what was said last; nullopt while values flow
    bool due = false;                       // nothing new was read of it in this period yet
  };

  enum class Answer { came, none, connection_lost };

  void add_block(const plant::Plant& plant, const plant::Equipment& unit);
  void run();
  bool wait_until(MonotonicTime time);
  void try_to_connect();
  void begin_period(MonotonicTime now);
  Scanned poll();
  Answer read_block(Block& block, MonotonicTime deadline);
  void take_block(Block& block, const std::vector<std::uint16_t>& registers, MonotonicTime asked_at);
  Answer read_failed(Block& block, const Failure<ModbusError>& failure);
  void submit(Block& block, Registers registers, Timestamp received_at);
  void mark_bad(Block& block, contracts::Quality quality);
  void lost(const std::string& why);
  void set_connected(bool connected, const std::string& why);
  [[nodiscard]] MonotonicTime command_deadline() const;
  [[nodiscard]] bool ready_for_commands(MonotonicTime deadline);

  const plant::Connection settings_;
  tags::TagEngine& engine_;
  const Clock& clock_;
  const Logger log_{"drivers"};
  std::vector<Block> blocks_;
  ClockOffset offset_;

  ModbusClient poller_;  // the polling thread's
  Duration backoff_;
  MonotonicTime next_attempt_{};
  MonotonicTime answered_at_{};
  ScanPhase phase_;
  MonotonicTime period_began_{};

  std::mutex command_mutex_;
  ModbusClient commander_;  // behind command_mutex_

  mutable std::mutex mutex_;
  std::condition_variable stopping_changed_;
  bool stopping_ = false;
  ConnectionStatus status_;  // behind mutex_
  std::thread thread_;
  std::atomic<std::int64_t> turned_at_{0};

  Histogram poll_seconds_;
  Counter timeouts_, losses_, faulty_blocks_, overruns_;
};

}  // namespace millwright::scada::drivers
