#include "scada/drivers/modbus_connection.h"

#include <algorithm>

#include "lib/base/assert.h"

namespace millwright::scada::drivers {
namespace {

namespace quality = contracts::quality;

constexpr Duration kBackoffMin = 100ms;
constexpr Duration kBackoffMax = 2s;
constexpr Duration kAliveWithin = 5s;
/// What a device has at least to answer in, when the poller itself came late to ask.
constexpr Duration kAnswerMin = 5ms;

MonotonicTime steady_now() { return std::chrono::steady_clock::now(); }

DeviceError device_error(ModbusError error) {
  switch (error) {
    case ModbusError::not_connected:
      return DeviceError::not_connected;
    case ModbusError::exception:
      return DeviceError::refused;
    case ModbusError::wrong_answer:
      return DeviceError::wrong_answer;
    case ModbusError::timed_out:
    case ModbusError::closed:
      break;
  }
  return DeviceError::no_answer;
}

}  // namespace

ModbusConnection::ModbusConnection(const plant::Plant& plant, const plant::Connection& settings,
                                   tags::TagEngine& engine, const Clock& clock, Metrics& metrics)
    : settings_(settings),
      engine_(engine),
      clock_(clock),
      poller_(settings.host, settings.port, settings.unit_id),
      backoff_(kBackoffMin),
      phase_(settings.poll),
      commander_(settings.host, settings.port, settings.unit_id),
      poll_seconds_(metrics.histogram("millwright_scada_poll_seconds", "time to read all blocks of a connection",
                                      {{"connection", settings.name}})),
      timeouts_(metrics.counter("millwright_scada_poll_timeouts_total", "reads without an answer in time",
                                {{"connection", settings.name}})),
      losses_(metrics.counter("millwright_scada_connection_losses_total", "times the connection was lost",
                              {{"connection", settings.name}})),
      faulty_blocks_(metrics.counter("millwright_scada_faulty_blocks_total",
                                     "blocks read whose counter stood or whose time made no sense",
                                     {{"connection", settings.name}})),
      overruns_(metrics.counter("millwright_scada_poll_overruns_total",
                                "polls left out because the one before took long", {{"connection", settings.name}})) {
  for (const auto& unit : plant.equipment)
    if (unit.connection == settings.name && unit.block_base) add_block(plant, unit);
  status_.name = settings.name;
  status_.since = clock.utc();
}

ModbusConnection::~ModbusConnection() { stop(); }

void ModbusConnection::add_block(const plant::Plant& plant, const plant::Equipment& unit) {
  const int length = std::clamp(unit.block_length, kHeaderRegisters, kReadRegistersMax);
  Block block{unit.path.str(), *unit.block_base, length, {}, BlockWatch(settings_.poll), std::nullopt};
  for (const auto& path : unit.tags) {
    const auto number = plant.tag_number(path);
    MW_ASSERT(number.has_value());
    const auto& address = plant.tags[*number].address;
    const int offset = address.address - block.base;
    const bool inside = offset >= 0 && offset + plant::register_count(address.encoding) <= length;
    if (address.area == plant::RegisterArea::input && inside) block.tags.push_back({*number, offset, address.encoding});
  }
  blocks_.push_back(std::move(block));
}

std::vector<std::uint32_t> ModbusConnection::tags() const {
  std::vector<std::uint32_t> all;
  for (const auto& block : blocks_)
    for (const auto& tag : block.tags) all.push_back(tag.number);
  return all;
}

void ModbusConnection::start() {
  MW_ASSERT(!thread_.joinable());
  turned_at_ = steady_now().time_since_epoch().count();
  thread_ = std::thread([this] { run(); });
}

void ModbusConnection::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  stopping_changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool ModbusConnection::alive() const {
  return steady_now().time_since_epoch() - Duration{turned_at_.load()} < kAliveWithin;
}

ConnectionStatus ModbusConnection::status() const {
  ConnectionStatus status;
  {
    const std::scoped_lock lock(mutex_);
    status = status_;
  }
  status.clock_offset = offset_.value();
  return status;
}

bool ModbusConnection::wait_until(MonotonicTime time) {
  std::unique_lock lock(mutex_);
  stopping_changed_.wait_until(lock, time, [&] { return stopping_; });
  return !stopping_;
}

void ModbusConnection::run() {
  auto period_due = steady_now();
  auto due = period_due;
  while (wait_until(due)) {
    const auto now = steady_now();
    turned_at_ = now.time_since_epoch().count();
    const bool again = due != period_due;
    if (!again) begin_period(now);
    if (!again && !poller_.connected()) try_to_connect();
    const auto scanned = poller_.connected() ? poll() : Scanned::other;
    // An absolute schedule: what one poll takes does not move the next ones. Polls that are past are left out.
    if (!again) period_due += phase_.until_next(scanned);
    if (again && scanned == Scanned::once) period_due += phase_.step();
    const auto done = steady_now();
    for (; period_due <= done; period_due += settings_.poll) overruns_.add();
    const bool look_again = scanned == Scanned::early && phase_.room_for_another(now - period_began_, done - now);
    due = look_again ? std::min(now + phase_.step(), period_due) : period_due;
  }
}

void ModbusConnection::begin_period(MonotonicTime now) {
  period_began_ = now;
  for (auto& block : blocks_) block.due = true;
}

void ModbusConnection::try_to_connect() {
  // The connection that was there a poll ago is gone: say so before anything that takes time.
  bool was_connected = false;
  {
    const std::scoped_lock lock(mutex_);
    was_connected = status_.connected;
  }
  if (was_connected) lost("the device closed the connection");
  const auto now = steady_now();
  if (now < next_attempt_) return;
  if (auto connected = poller_.connect(now + settings_.timeout); !connected) {
    lost(connected.error().message);
    return;
  }
  answered_at_ = steady_now();
  set_connected(true, "");
}

Scanned ModbusConnection::poll() {
  // What is not there by then must be Bad before the second period is over.
  const auto deadline = period_began_ + std::min(settings_.timeout, settings_.poll * 95 / 100);
  const auto began = steady_now();
  auto answer = Answer::came;
  bool once = true;
  bool early = false;
  for (auto& block : blocks_) {
    if (!block.due) continue;
    // A device that left one request unanswered is not asked for the rest; one that was asked late gets its time.
    if (answer == Answer::came) answer = read_block(block, std::max(deadline, steady_now() + kAnswerMin));
    if (answer == Answer::connection_lost) return Scanned::other;
    if (answer == Answer::none) mark_bad(block, quality::kBadNoCommunication);
    once = once && !block.due && block.watch.moved_by() == 1;
    early = early || (block.due && !block.bad);
  }
  poll_seconds_.observe(std::chrono::duration<double>(steady_now() - began).count());
  if (steady_now() - answered_at_ > settings_.timeout) lost("the device does not answer");
  if (early) return Scanned::early;
  return once ? Scanned::once : Scanned::other;
}

ModbusConnection::Answer ModbusConnection::read_block(Block& block, MonotonicTime deadline) {
  const auto asked_at = steady_now();
  const auto registers = poller_.read_input(block.base, block.length, deadline);
  if (!registers) return read_failed(block, registers.error());
  answered_at_ = steady_now();
  backoff_ = kBackoffMin;
  take_block(block, *registers, asked_at);
  return Answer::came;
}

void ModbusConnection::take_block(Block& block, const std::vector<std::uint16_t>& registers, MonotonicTime asked_at) {
  const auto received_at = clock_.utc();
  const auto header = read_header(registers);
  MW_ASSERT(header.has_value());
  switch (block.watch.judge(*header, received_at, asked_at)) {
    case Verdict::fresh:
      offset_.add(block.watch.scan_time(), received_at, steady_now());
      block.due = false;
      return submit(block, registers, received_at);
    case Verdict::unmoved:
      return;
    case Verdict::frozen:
      faulty_blocks_.add();
      return mark_bad(block, quality::kBadNoCommunication);
    case Verdict::clock_stepped:
      log_.warning("{}: the device's clock went back", block.equipment);
      offset_.reset();
      faulty_blocks_.add();
      return mark_bad(block, quality::kBadDeviceFailure);
    case Verdict::absurd_time:
      offset_.reset();
      faulty_blocks_.add();
      return mark_bad(block, quality::kBadDeviceFailure);
  }
}

ModbusConnection::Answer ModbusConnection::read_failed(Block& block, const Failure<ModbusError>& failure) {
  switch (failure.code) {
    case ModbusError::exception:
      answered_at_ = steady_now();
      mark_bad(block, quality::kBadDeviceFailure);
      return Answer::came;
    case ModbusError::timed_out:
      timeouts_.add();
      return Answer::none;
    case ModbusError::not_connected:
    case ModbusError::closed:
    case ModbusError::wrong_answer:
      break;
  }
  lost(failure.message);
  return Answer::connection_lost;
}

void ModbusConnection::submit(Block& block, Registers registers, Timestamp received_at) {
  tags::Batch batch{received_at, {}};
  batch.samples.reserve(block.tags.size());
  for (const auto& tag : block.tags) {
    auto reading = read_value(registers, tag.offset, tag.encoding);
    batch.samples.push_back({tag.number, std::move(reading.value), reading.quality, block.watch.scan_time()});
  }
  block.bad.reset();
  engine_.submit(std::move(batch));
}

void ModbusConnection::mark_bad(Block& block, contracts::Quality quality) {
  if (block.bad == quality) return;
  block.bad = quality;
  log_.warning("{}: {}", block.equipment, quality.name());
  tags::Batch batch{clock_.utc(), {}};
  const auto time = block.watch.device_time(batch.received_at, steady_now());
  for (const auto& tag : block.tags) batch.samples.push_back({tag.number, 0.0, quality, time});
  engine_.submit(std::move(batch));
}

void ModbusConnection::lost(const std::string& why) {
  poller_.close();
  for (auto& block : blocks_) mark_bad(block, quality::kBadNoCommunication);
  offset_.reset();
  phase_.lose();
  next_attempt_ = steady_now() + backoff_;
  backoff_ = std::min(backoff_ * 2, kBackoffMax);
  set_connected(false, why);
}

void ModbusConnection::set_connected(bool connected, const std::string& why) {
  const std::scoped_lock lock(mutex_);
  if (connected != status_.connected) {
    status_.connected = connected;
    status_.since = clock_.utc();
    if (connected) {
      log_.info("{} connected to {}:{}", settings_.name, settings_.host, settings_.port);
    } else {
      losses_.add();
      log_.warning("{} lost: {}", settings_.name, why);
    }
  }
  if (!why.empty()) status_.last_error = why;
}

MonotonicTime ModbusConnection::command_deadline() const { return steady_now() + settings_.timeout; }

bool ModbusConnection::ready_for_commands(MonotonicTime deadline) {
  return commander_.connected() || commander_.connect(deadline).has_value();
}

Result<void, DeviceError> ModbusConnection::write(const plant::Equipment& unit, const Uuid& id, int code, double value,
                                                  Timestamp not_after) {
  const std::scoped_lock lock(command_mutex_);
  const auto deadline = command_deadline();
  if (!ready_for_commands(deadline)) return fail(DeviceError::not_connected, "{} is not connected", settings_.name);
  // Connecting may have taken its time: the last look at the deadline is the one before the bytes leave.
  if (clock_.utc() > not_after) return fail(DeviceError::not_connected, "the deadline passed while connecting");
  const auto block = command_block(id, code, value, not_after);
  auto written = commander_.write_registers(*unit.block_base, block, deadline);
  if (written) return {};
  if (written.error().code == ModbusError::timed_out) commander_.close();
  return fail(device_error(written.error().code), "{}: {}", settings_.name, written.error().message);
}

Result<Echo, DeviceError> ModbusConnection::read_echo(const plant::Equipment& unit) {
  const std::scoped_lock lock(command_mutex_);
  const auto deadline = command_deadline();
  if (!ready_for_commands(deadline)) return fail(DeviceError::not_connected, "{} is not connected", settings_.name);
  const auto registers = commander_.read_input(*unit.block_base + kEchoAt, kEchoRegisters, deadline);
  if (!registers)
    return fail(device_error(registers.error().code), "{}: {}", settings_.name, registers.error().message);
  const auto echo = drivers::read_echo(*registers);
  if (!echo) return fail(DeviceError::wrong_answer, "{}: the echo makes no sense", settings_.name);
  return *echo;
}

std::optional<Duration> ModbusConnection::clock_offset(const plant::Equipment&) const { return offset_.value(); }

}  // namespace millwright::scada::drivers
