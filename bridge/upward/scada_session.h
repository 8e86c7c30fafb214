#pragma once
// The bridge's eyes: one OPC UA session that subscribes to what the plant file wants forwarded, fetches by HistoryRead
// what was missed, hears alarms and command results, and commits all of it to the ledger. Runs on the thread that calls
// run(); reconnects for ever.

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "bridge/ledger/ledger.h"
#include "bridge/mapping/event_mapper.h"
#include "lib/base/log.h"
#include "lib/base/metrics.h"
#include "lib/opcua/client.h"

namespace millwright::bridge::upward {

class ScadaSession {
 public:
  ScadaSession(const plant::Plant& plant, opcua::ClientOptions options, ledger::Ledger& ledger, const Clock& clock,
               IdSource& ids, Metrics& metrics);

  void run(std::stop_token stop);
  /// The loop has turned within the last seconds.
  [[nodiscard]] bool alive() const;
  [[nodiscard]] bool connected() const { return connected_.load(); }

 private:
  using Events = std::vector<std::vector<opcua::EventField>>;
  struct Incoming {
    std::size_t item = 0;
    rules::Reading reading;
  };

  bool resume();
  bool serve(std::stop_token stop);
  bool subscribe();
  bool fill_gaps();
  void take_readings();
  void take_alarm(const std::vector<opcua::EventField>& fields);
  void take_result(const std::vector<opcua::EventField>& fields);
  void take_job(const std::vector<opcua::EventField>& fields);
  /// What became of the jobs last heard of, while nobody listened.
  bool catch_up_jobs();
  bool commit();
  void beat();

  const Logger log_{"values"};
  const plant::Plant& plant_;
  const opcua::ClientOptions options_;
  ledger::Ledger& ledger_;
  const Clock& clock_;
  IdSource& ids_;
  mapping::EventMapper mapper_;
  std::unique_ptr<opcua::Client> client_;
  std::vector<Incoming> incoming_;
  Events alarms_;
  Events results_;
  Events jobs_;
  std::map<std::string, Timestamp> seen_;
  MonotonicTime seen_due_{};
  std::vector<std::optional<contracts::Sample>> current_;
  mapping::Taken uncommitted_;
  std::atomic<bool> connected_{false};
  std::atomic<std::int64_t> beat_ns_{0};
  Counter recovered_;
  Counter sessions_;
};

}  // namespace millwright::bridge::upward
