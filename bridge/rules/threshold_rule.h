#pragma once
// One bridge rule on one tag: "HIGH_TEMP when the temperature is above its high limit for 2 s". Pure: samples and time
// go in, raisings and clearings come out. Durations run on source time. Used by one thread.
//
//   state             │ Good, beyond limit       │ Good, back (deadband)    │ not Good
//   normal            │ → timing                 │ stay                     │ stay
//   timing            │ full: RAISE → raised     │ → normal                 │ → normal (the timer is reset)
//   raised            │ stay                     │ CLEAR → normal           │ stay (nobody knows)
//   raised_recovered  │ live and full: RAISE     │ CLEAR → normal           │ stay, live timer reset
//   resumed           │ → timing, same episode   │ CLEAR → normal           │ stay
//
// raised_recovered: the raising was built from recovered or late samples, which may record but never command. If live
// samples keep the limit violated for the full duration, the rule raises anew, so that somebody may act.
// resumed: an episode was open when the process stopped; a limit still violated raises anew.

#include <optional>
#include <string>

#include "lib/base/ids.h"
#include "lib/contracts/value.h"
#include "plant/model.h"

namespace millwright::bridge::rules {

/// A sample as the bridge got it.
struct Reading {
  contracts::Sample sample;
  Timestamp server_time{};  // when SCADA took it
  Timestamp received_at{};  // when the bridge did
  bool recovered = false;   // from HistoryRead, or so late that nothing may act on it
};

struct RuleChange {
  enum class Kind { raised, cleared } kind = Kind::raised;
  std::string episode;
  Reading reading;         // the one that completed or ended it
  Timestamp crossed_at{};  // source time of the first sample beyond the limit
  Timestamp raised_at{};   // source time at which the duration was full
  bool recovered = false;
};

class ThresholdRule {
 public:
  enum class State { normal, timing, raised, raised_recovered, resumed };

  /// `silence` is how much longer than the duration the source may be silent (values are sent by exception) before
  /// its last value counts as still holding: two polls and some.
  ThresholdRule(plant::AlarmLimit limit, Duration duration, Duration silence, IdSource& ids)
      : limit_(std::move(limit)), duration_(duration), silence_(silence), ids_(ids) {}

  /// Takes up an episode that was open when the process last stopped.
  void resume(std::string episode);

  /// Samples not newer than the last one are ignored.
  std::optional<RuleChange> on_reading(const Reading& reading);
  /// For a source that is silent because nothing changes. `now` is the time of the source, as far as it is known:
  /// only call while the connection to it is alive.
  std::optional<RuleChange> on_time(Timestamp now);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const plant::AlarmLimit& limit() const { return limit_; }

 private:
  [[nodiscard]] bool back_to_normal(double value) const;
  void begin_timing(const Reading& reading);
  std::optional<RuleChange> beyond(const Reading& reading);
  std::optional<RuleChange> back(const Reading& reading);
  void lost();
  std::optional<RuleChange> raise(const Reading& reading);

  plant::AlarmLimit limit_;
  Duration duration_;
  Duration silence_;
  IdSource& ids_;
  State state_ = State::normal;
  std::string episode_;
  bool told_ = false;  // somebody was told that episode_ is open, so its end must be told too
  std::optional<Reading> last_;
  std::optional<Timestamp> timing_since_;  // source time; in raised_recovered it is the live timer
  Timestamp crossed_at_{};
  Timestamp raised_at_{};
  bool recovered_ = false;
};

}  // namespace millwright::bridge::rules
