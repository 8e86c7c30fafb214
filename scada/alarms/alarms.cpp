#include "scada/alarms/alarms.h"

#include <chrono>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "lib/base/assert.h"
#include "lib/base/bounded_queue.h"
#include "lib/base/log.h"
#include "scada/alarms/journal.h"
#include "scada/alarms/limit_watch.h"

namespace millwright::scada::alarms {
namespace {

/// Room for every alarm of a large plant to change several times while the disk is slow.
constexpr std::size_t kQueuedTransitionsMax = 65536;
constexpr Duration kAcknowledgeWithin = 5s;
constexpr Duration kStorageRetry = 200ms;

struct Queued {
  Transition transition;
  std::shared_ptr<std::promise<bool>> committed;  // for who waits
};

Alarm alarm_of(const plant::Tag& tag, const plant::AlarmLimit& limit) {
  Alarm alarm;
  alarm.limit = plant::to_string(limit.kind);
  alarm.id = tag.path.str() + "/" + alarm.limit;
  alarm.tag = tag.path;
  alarm.equipment = tag.equipment;
  alarm.limit_value = limit.value;
  alarm.unit = tag.unit.symbol;
  alarm.priority = limit.priority;
  alarm.message = limit.message.empty() ? fmt::format("{} {}", tag.description, alarm.limit) : limit.message;
  return alarm;
}

/// What a restart brings back; limits, texts and priority are the plant file's of today.
void restore(Alarm& alarm, const Alarm& stored) {
  alarm.state = stored.state;
  alarm.sample = stored.sample;
  alarm.active_since = stored.active_since;
  alarm.changed_at = stored.changed_at;
  alarm.acknowledged_by = stored.acknowledged_by;
  alarm.acknowledged_at = stored.acknowledged_at;
}

class LimitAlarms final : public Alarms {
 public:
  LimitAlarms(const plant::Plant& plant, store::Database& database, const Clock& clock, Metrics& metrics,
              const std::vector<Alarm>& stored);
  ~LimitAlarms() override { LimitAlarms::stop(); }

  void add_listener(AlarmListener listener) override;
  void start() override;
  void stop() override;
  void evaluate(const std::vector<tags::Change>& changes) override;
  void raise_system(const contracts::EquipmentPath& equipment, const std::string& name, int priority,
                    const std::string& message) override;
  void clear_system(const contracts::EquipmentPath& equipment, const std::string& name) override;
  [[nodiscard]] std::vector<Alarm> list() const override;
  [[nodiscard]] std::optional<Alarm> find(const std::string& id) const override;
  Result<Alarm, AlarmError> acknowledge(const std::string& id, const std::string& user,
                                        const std::string& comment) override;

 private:
  struct Watched {
    LimitWatch watch;
    std::string id;
  };
  void evaluate_limit(Watched& watched, const tags::Change& change);
  /// Behind mutex_: the queue's order is then the order of what happened.
  bool step(Alarm& alarm, AlarmInput input, std::shared_ptr<std::promise<bool>> committed = nullptr,
            const std::string& user = "", const std::string& comment = "");
  void write_journal();
  /// False when told to stop before the disk would take them.
  bool commit(const std::vector<Transition>& transitions);

  const Logger log_{"alarms"};
  store::Database& database_;
  const Clock& clock_;
  std::vector<std::vector<Watched>> by_tag_;  // the engine's thread's
  mutable std::mutex mutex_;
  std::map<std::string, Alarm> alarms_;  // behind mutex_
  BoundedQueue<Queued> queue_;
  std::vector<AlarmListener> listeners_;
  std::thread thread_;
  Counter transitions_, storage_failures_;
};

LimitAlarms::LimitAlarms(const plant::Plant& plant, store::Database& database, const Clock& clock, Metrics& metrics,
                         const std::vector<Alarm>& stored)
    : database_(database),
      clock_(clock),
      by_tag_(plant.tags.size()),
      queue_("alarm_journal", kQueuedTransitionsMax, Overflow::block),
      transitions_(metrics.counter("millwright_scada_alarm_transitions_total", "alarm transitions journalled")),
      storage_failures_(metrics.counter("millwright_scada_alarm_storage_failures_total",
                                        "times the alarm journal could not be written and was tried again")) {
  std::map<std::string, Alarm> restored;
  for (const auto& alarm : stored) restored.emplace(alarm.id, alarm);
  for (std::size_t i = 0; i < plant.tags.size(); ++i) {
    for (const auto& limit : plant.tags[i].limits) {
      auto alarm = alarm_of(plant.tags[i], limit);
      if (const auto it = restored.find(alarm.id); it != restored.end()) restore(alarm, it->second);
      by_tag_[i].push_back({LimitWatch(limit, is_active(alarm.state)), alarm.id});
      alarms_.emplace(alarm.id, std::move(alarm));
    }
  }
  for (const auto& [id, alarm] : restored)
    if (alarm.tag.empty()) alarms_.emplace(id, alarm);
}

void LimitAlarms::add_listener(AlarmListener listener) {
  MW_ASSERT(!thread_.joinable());
  listeners_.push_back(std::move(listener));
}

void LimitAlarms::start() {
  MW_ASSERT(!thread_.joinable());
  thread_ = std::thread([this] { write_journal(); });
}

void LimitAlarms::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

bool LimitAlarms::step(Alarm& alarm, AlarmInput input, std::shared_ptr<std::promise<bool>> committed,
                       const std::string& user, const std::string& comment) {
  const auto next = next_state(alarm.state, input);
  if (!next) return false;
  alarm.state = *next;
  alarm.changed_at = clock_.utc();
  if (input == AlarmInput::goes_active) {
    alarm.active_since = alarm.sample.source_time;
    alarm.acknowledged_by.reset();
    alarm.acknowledged_at.reset();
  }
  if (input == AlarmInput::acknowledge) {
    alarm.acknowledged_by = user;
    alarm.acknowledged_at = alarm.changed_at;
  }
  return queue_.push({{alarm, user, comment}, std::move(committed)});
}

void LimitAlarms::evaluate(const std::vector<tags::Change>& changes) {
  for (const auto& change : changes)
    for (auto& watched : by_tag_.at(change.tag)) evaluate_limit(watched, change);
}

void LimitAlarms::evaluate_limit(Watched& watched, const tags::Change& change) {
  const auto input = watched.watch.judge(change.sample);
  const bool bad = !change.sample.quality.is_good();
  const std::scoped_lock lock(mutex_);
  auto& alarm = alarms_.at(watched.id);
  alarm.source_bad = bad;
  if (!input) return;
  alarm.sample = change.sample;
  step(alarm, *input);
}

void LimitAlarms::raise_system(const contracts::EquipmentPath& equipment, const std::string& name, int priority,
                               const std::string& message) {
  const std::scoped_lock lock(mutex_);
  const std::string id = equipment.str() + "/" + name;
  auto& alarm = alarms_[id];
  alarm.id = id;
  alarm.equipment = equipment;
  alarm.limit = name;
  alarm.priority = priority;
  alarm.message = message;
  alarm.sample = {true, contracts::quality::kGood, clock_.utc()};
  // One that was acknowledged and happens again is a new alarm: it has to be seen again.
  if (alarm.state == AlarmState::ACKED) step(alarm, AlarmInput::goes_normal);
  step(alarm, AlarmInput::goes_active);
}

void LimitAlarms::clear_system(const contracts::EquipmentPath& equipment, const std::string& name) {
  const std::scoped_lock lock(mutex_);
  const auto it = alarms_.find(equipment.str() + "/" + name);
  if (it == alarms_.end() || !it->second.tag.empty() || !is_active(it->second.state)) return;
  it->second.sample = {false, contracts::quality::kGood, clock_.utc()};
  step(it->second, AlarmInput::goes_normal);
}

std::vector<Alarm> LimitAlarms::list() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Alarm> all;
  all.reserve(alarms_.size());
  for (const auto& [id, alarm] : alarms_) all.push_back(alarm);
  return all;
}

std::optional<Alarm> LimitAlarms::find(const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  const auto it = alarms_.find(id);
  if (it == alarms_.end()) return std::nullopt;
  return it->second;
}

Result<Alarm, AlarmError> LimitAlarms::acknowledge(const std::string& id, const std::string& user,
                                                   const std::string& comment) {
  auto committed = std::make_shared<std::promise<bool>>();
  auto durable = committed->get_future();
  Alarm acknowledged;
  {
    const std::scoped_lock lock(mutex_);
    const auto it = alarms_.find(id);
    if (it == alarms_.end()) return fail(AlarmError::unknown, "there is no alarm {}", id);
    if (!is_unacknowledged(it->second.state))
      return fail(AlarmError::nothing_to_acknowledge, "{} is {}: there is nothing to acknowledge", id,
                  enum_name(it->second.state));
    if (!step(it->second, AlarmInput::acknowledge, std::move(committed), user, comment))
      return fail(AlarmError::storage, "the alarm journal is closed");
    acknowledged = it->second;
  }
  if (durable.wait_for(kAcknowledgeWithin) != std::future_status::ready || !durable.get())
    return fail(AlarmError::storage, "the acknowledgement of {} is not stored yet", id);
  return acknowledged;
}

void LimitAlarms::write_journal() {
  while (true) {
    auto batch = queue_.pop_batch(256, 500ms);
    if (batch.empty() && queue_.closed()) return;
    if (batch.empty()) continue;
    std::vector<Transition> transitions;
    for (auto& queued : batch) transitions.push_back(queued.transition);
    const bool durable = commit(transitions);
    for (auto& queued : batch)
      if (queued.committed) queued.committed->set_value(durable);
    if (!durable) continue;
    for (const auto& transition : transitions)
      for (const auto& listener : listeners_) listener(transition.alarm);
  }
}

bool LimitAlarms::commit(const std::vector<Transition>& transitions) {
  while (true) {
    const auto written = write_transitions(database_, transitions);
    if (written) {
      transitions_.add(static_cast<double>(transitions.size()));
      return true;
    }
    storage_failures_.add();
    log_.error("the alarm journal cannot be written, trying again: {}", written.error().message);
    // A process that is told to stop while its disk is broken cannot wait for ever.
    if (queue_.closed()) return false;
    std::this_thread::sleep_for(kStorageRetry);
  }
}

}  // namespace

Result<std::unique_ptr<Alarms>, AlarmError> Alarms::open(const plant::Plant& plant, store::Database& database,
                                                         const Clock& clock, Metrics& metrics) {
  if (auto created = create_journal(database); !created)
    return fail(AlarmError::storage, "{}", created.error().message);
  const auto stored = read_states(database);
  if (!stored) return fail(AlarmError::storage, "{}", stored.error().message);
  return std::make_unique<LimitAlarms>(plant, database, clock, metrics, *stored);
}

}  // namespace millwright::scada::alarms
