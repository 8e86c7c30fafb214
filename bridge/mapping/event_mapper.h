#pragma once
// From readings of SCADA's tags to events for the bus, by what the plant file says: rules, states, counters, samples.
// Pure but for ids and clock: readings and time go in, take() hands out what must be committed to the outbox. Used by
// the one thread that owns the OPC UA session.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/rules/threshold_rule.h"
#include "lib/contracts/events.h"
#include "lib/store/outbox.h"
#include "plant/model.h"

namespace millwright::bridge::mapping {

/// An episode that was opened or closed, to be remembered over a restart.
struct EpisodeChange {
  std::string rule;
  std::string episode;
  bool open = true;
};

/// What one commit must contain: messages, and what they are built on.
struct Taken {
  std::vector<store::OutboxMessage> messages;
  std::vector<EpisodeChange> episodes;
  std::map<std::string, Timestamp> seen;  // newest source time handled, by tag path
  [[nodiscard]] bool empty() const { return messages.empty() && episodes.empty(); }
};

class EventMapper {
 public:
  /// A sample older than this when it arrives counts as recovered.
  static constexpr Duration kLateAfter = 2s;

  EventMapper(const plant::Plant& plant, const Clock& clock, IdSource& ids);

  /// The tags to subscribe to; the index here is `item` everywhere below.
  [[nodiscard]] const std::vector<contracts::TagPath>& tags() const { return tags_; }
  /// True for tags whose missed samples are worth fetching by HistoryRead (all but mere context).
  [[nodiscard]] bool fills_gaps(std::size_t item) const { return use_[item].fills_gaps; }

  void resume_episode(const std::string& rule, const std::string& episode);
  void on_reading(std::size_t item, rules::Reading reading);
  /// Timers: silent rules and the batch of samples. Only while the session is alive.
  void on_time();
  /// SCADA cannot be reached: what was last heard is no longer known to be true. Says so for every unit, once.
  void on_connection_lost();

  [[nodiscard]] Taken take();

 private:
  struct Use {
    std::vector<std::size_t> rules;
    bool state = false, counter = false, sampled = false, fills_gaps = false;
  };
  struct RuleEntry {
    const plant::Rule* definition;
    const plant::Tag* tag;
    rules::ThresholdRule rule;
  };

  std::size_t item_of(const contracts::TagPath& tag);
  void add_event_for(std::size_t rule, const rules::RuleChange& change);
  void add_state(std::size_t item, const rules::Reading& reading);
  void add_count(std::size_t item, const rules::Reading& reading);
  void flush_samples(std::map<std::size_t, std::vector<contracts::Sample>>& samples, bool recovered);
  template <class T>
  void add(const contracts::EquipmentPath& equipment, const T& data);

  const plant::Plant& plant_;
  const Clock& clock_;
  IdSource& ids_;
  std::vector<contracts::TagPath> tags_;
  std::map<contracts::TagPath, std::size_t> items_;
  std::vector<Use> use_;
  std::vector<RuleEntry> rules_;
  std::vector<std::optional<rules::Reading>> last_;
  std::map<std::size_t, std::vector<contracts::Sample>> live_samples_;
  std::map<std::size_t, std::vector<contracts::Sample>> recovered_samples_;
  MonotonicTime samples_due_;
  contracts::EquipmentPath root_;
  bool lost_told_ = false;
  Taken taken_;
};

/// Wraps a contract struct as a message for the outbox, source /millwright/bridge.
template <class T>
[[nodiscard]] store::OutboxMessage message_of(const contracts::EquipmentPath& equipment, Timestamp time, std::string id,
                                              const T& data);

}  // namespace millwright::bridge::mapping
