#pragma once
// For tests: the MES's modules over a database of their own, with a clock that stands still, and events as the bridge
// makes them.

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "mes/definitions/test_bottling.h"
#include "mes/genealogy/holds.h"
#include "mes/ingest/applier.h"
#include "mes/quality/deviations.h"
#include "mes/workflow/high_temperature.h"
#include "mes/workflow/tasks.h"

namespace millwright::mes::ingest {

inline const contracts::EquipmentPath kPasteurizer{"line1/pasteurizer"};

inline contracts::CountEvent count(const std::string& equipment, const std::string& counter, std::int64_t reading,
                                   Timestamp time, contracts::Quality quality = contracts::quality::kGood) {
  return {contracts::EquipmentPath{equipment}, counter, reading, quality, time, false, {}};
}

inline contracts::ThresholdEvent threshold(const std::string& episode, Timestamp at, bool active = true) {
  contracts::ThresholdEvent event;
  event.rule = "HIGH_TEMP";
  event.episode = episode;
  event.equipment = kPasteurizer;
  event.tag = contracts::TagPath{"line1/pasteurizer/temperature"};
  event.limit = "high";
  event.limit_value = 80;
  event.unit = "°C";
  event.sample = {active ? 80.6 : 79.3, contracts::quality::kGood, at};
  event.active = active;
  event.crossed_at = at - 2s;
  event.raised_at = at;
  if (active)
    event.hops = {{"plc", at}, {"scada", at + 4ms}, {"bridge.received", at + 9ms}, {"bridge.raised", at + 10ms}};
  return event;
}

template <class Event>
Incoming incoming(const std::string& id, const Event& event) {
  return {"/millwright/bridge|" + id, "/millwright/bridge", event};
}

template <class Event>
bus::Message message(const std::string& id, const contracts::EquipmentPath& equipment, Timestamp time,
                     const Event& event) {
  const auto wrapped = contracts::make_event(id, "/millwright/bridge", equipment, time, event);
  return {id, contracts::routing_key(equipment, contracts::kind_of<Event>().word), wrapped.type,
          contracts::to_text(wrapped)};
}

/// One instance; reopening it on the same url is a restart.
class MesUnderTest {
 public:
  MesUnderTest(const std::string& url, const Clock& clock, const MasterData& data = bottling(),
               const ModuleSet& modules = all_modules())
      : clock_(clock),
        definitions_(data),
        database_(open_database(url)),
        outbox_(value(store::Outbox::open(*database_, "mes"))),
        writer_(*database_, *outbox_, clock),
        applier_(value(Applier::open(writer_, definitions_, modules, "plants/bottling/workflows"))) {}

  void apply(const std::vector<Incoming>& events) {
    const auto applied = applier_->apply(events, clock_.utc());
    ASSERT_TRUE(applied) << applied.error().message;
  }
  template <class Event>
  void take(const std::string& id, const Event& event) {
    apply({incoming(id, event)});
  }
  void fire_timers() {
    const auto fired = applier_->fire_timers();
    ASSERT_TRUE(fired) << fired.error().message;
  }

  /// Everything said on the bus since the last call; `channel` "commands" or "events".
  std::vector<contracts::CloudEvent> said(const std::string& channel) {
    for (std::size_t relayed = 1; relayed > 0;)
      relayed = value(outbox_->relay(1000, 0s, [&](std::span<const store::OutboxMessage> messages) {
        for (const auto& sent : messages) log_[sent.channel].push_back(*contracts::parse_cloud_event(sent.body));
        return true;
      }));
    return std::exchange(log_[channel], {});
  }
  std::vector<contracts::Command> commands() {
    std::vector<contracts::Command> out;
    for (const auto& event : said("commands")) out.push_back(*from_json<contracts::Command>(event.data));
    return out;
  }

  template <class T>
  T read(const std::function<T(store::Session&)>& function) {
    return value(database_->query<T>([&](store::Session& sql) -> store::StoreResult<T> { return function(sql); }));
  }
  std::vector<quality::Deviation> deviations() {
    return read<std::vector<quality::Deviation>>([](auto& sql) { return quality::list(sql, std::nullopt); });
  }
  std::vector<workflow::Task> tasks() {
    return read<std::vector<workflow::Task>>([](auto& sql) { return workflow::list_tasks(sql, std::nullopt); });
  }
  genealogy::Lot lot(const std::string& id) {
    const auto found = read<std::optional<genealogy::Lot>>([&](auto& sql) { return genealogy::find(sql, id); });
    if (!found) ADD_FAILURE() << "there is no lot " << id;
    return found.value_or(genealogy::Lot{});
  }
  std::vector<std::string> parents(const std::string& id) {
    return read<std::vector<std::string>>([&](auto& sql) { return genealogy::parents_of(sql, id); });
  }
  workflow::Workflow workflow_of(const std::string& deviation) {
    for (auto& found : read<std::vector<workflow::Workflow>>([](auto& sql) { return workflow::list(sql); }))
      if (found.deviation == deviation) return found;
    ADD_FAILURE() << "no workflow for " << deviation;
    return {};
  }

  Applier& applier() { return *applier_; }
  Definitions& definitions() { return definitions_; }
  Writer& writer() { return writer_; }
  store::Outbox& outbox() { return *outbox_; }

  template <class T>
  static T value(store::StoreResult<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
  }

 private:
  static std::unique_ptr<store::Database> open_database(const std::string& url) {
    return value(store::Database::open(url));
  }

  const Clock& clock_;
  Definitions definitions_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Outbox> outbox_;
  Writer writer_;
  std::unique_ptr<Applier> applier_;
  std::map<std::string, std::vector<contracts::CloudEvent>> log_;
};

inline contracts::CommandResult result_of(const contracts::Command& command, contracts::CommandState state,
                                          const std::string& reason, Timestamp at) {
  return {
      command.id,
      command.equipment,
      command.command,
      state,
      reason,
      "",
      command.correlation,
      {{"bridge.command", at}, {"scada.accepted", at + 2ms}, {"plc.taken", at + 15ms}, {"bridge.result", at + 30ms}}};
}

}  // namespace millwright::mes::ingest
