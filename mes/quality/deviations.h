#pragma once
// Deviations: one for each episode of a rule on an equipment, with the lots that were in the unit, held. A hold stays
// until quality disposes of it. Whatever else tells of the same episode joins it, and keeps what it told. Functions run
// inside the caller's transaction, on the caller's thread.

#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "mes/definitions/master_data.h"
#include "mes/records/rows.h"
#include "mes/records/writer.h"

namespace millwright::mes::quality {

/// open: the limit is violated; corrected: it is not any more; escalated: handed over to people; closed: all disposed.
enum class DeviationState { open, corrected, escalated, closed };
BOOST_DESCRIBE_ENUM(DeviationState, open, corrected, escalated, closed)

struct Deviation {
  std::string id{};
  std::string rule{};
  contracts::EquipmentPath equipment{};
  contracts::TagPath tag{};
  DeviationState state = DeviationState::open;
  std::int64_t severity = 2;
  std::string limit{};
  double limit_value = 0;
  std::string unit{};
  double value = 0;
  Timestamp opened_at{};   // source time at which the rule's duration was full
  Timestamp crossed_at{};  // source time of the first sample beyond the limit
  std::optional<Timestamp> cleared_at{};
  std::optional<Timestamp> closed_at{};
  bool recovered = false;
  std::optional<std::string> workflow{};
  std::string summary{};
  std::int64_t dwell_ns = 0;
  std::string context{};  // as JSON: what the unit's other tags were; of each the newest Good sample that a source told
};
BOOST_DESCRIBE_STRUCT(Deviation, (),
                      (id, rule, equipment, tag, state, severity, limit, limit_value, unit, value, opened_at,
                       crossed_at, cleared_at, closed_at, recovered, workflow, summary, dwell_ns, context))

struct DeviationAction {
  Timestamp time{};
  std::string what{};
  std::string by{};
  std::string detail{};
};
BOOST_DESCRIBE_STRUCT(DeviationAction, (), (time, what, by, detail))

/// Something that told of a deviation, as it told it: a rule's event, or an alarm of the same tag.
struct DeviationSource {
  std::string kind{};    // "rule", "alarm"
  std::string source{};  // the rule's episode, the alarm's path
  Timestamp time{};      // raised at
  std::optional<Timestamp> crossed_at{};
  std::string limit{};
  std::optional<double> limit_value{};  // an alarm tells the limit's name only
  std::optional<double> value{};
  bool recovered = false;
  std::string summary{};
  std::optional<double> dwell_s{};  // rules: used to find the lots
  std::map<std::string, contracts::Sample> context{};
};
BOOST_DESCRIBE_STRUCT(DeviationSource, (),
                      (kind, source, time, crossed_at, limit, limit_value, value, recovered, summary, dwell_s, context))

/// A kept sample, as pages draw it.
struct TrendPoint {
  Timestamp time{};
  double value = 0;
  std::string quality{};
};
BOOST_DESCRIBE_STRUCT(TrendPoint, (), (time, value, quality))

/// What an event meant; the workflow goes on from here.
struct Outcome {
  enum class Kind { nothing, opened, cleared } kind = Kind::nothing;
  std::string deviation{};
  bool may_command = false;  // fresh data, still violated: recovered and late data record and hold, never command
  std::vector<std::string> late_holds{};  // deviations that were over and hold another lot now: quality is to be asked
};

/// An event older than this when it arrives is late.
inline constexpr Duration kEventAgeMax = 5s;

[[nodiscard]] const std::vector<store::Migration>& migrations();

Outcome apply(Transaction& transaction, const MasterData& data, const contracts::ThresholdEvent& event,
              Timestamp received);
void apply(Transaction& transaction, const contracts::AlarmEvent& event);
/// Holds for deviations that are over what a late reading shows to have been in the unit; one that was closed is open
/// again until that is decided on. Returns the deviations for which something is held now: quality is to be asked.
[[nodiscard]] std::vector<std::string> entered_late(Transaction& transaction, const MasterData& data,
                                                    const contracts::CountEvent& event);
/// The newest sample kept of a tag.
[[nodiscard]] std::optional<TrendPoint> latest_sample(store::Session& sql, const contracts::TagPath& tag);
/// Keeps the samples of the tags that reactions watch.
void apply(Transaction& transaction, const MasterData& data, const contracts::SamplesEvent& event);

/// Which of a deviation's chains a hop belongs to: the reaction (event and first command) or the restoring command.
enum class Leg { reaction, restoration };
BOOST_DESCRIBE_ENUM(Leg, reaction, restoration)
void add_hops(Transaction& transaction, const std::string& deviation, Leg leg, const std::vector<contracts::Hop>& hops);
[[nodiscard]] std::vector<contracts::Hop> hops_of(store::Session& sql, const std::string& deviation, Leg leg);

void add_action(Transaction& transaction, const std::string& deviation, const std::string& what, const std::string& by,
                const std::string& detail);
void set_workflow(Transaction& transaction, const std::string& deviation, const std::string& workflow);
void escalate(Transaction& transaction, const std::string& deviation, const std::string& why);
/// Closes a deviation that is cleared and has no held lot left.
void close_if_settled(Transaction& transaction, const std::string& deviation);

[[nodiscard]] std::optional<Deviation> find(store::Session& sql, const std::string& id);
/// Newest first; `state` "open" means not closed, as people use the word.
[[nodiscard]] std::vector<Deviation> list(store::Session& sql, const std::optional<std::string>& state);
/// Those of an equipment that lasted at some time between, oldest first.
[[nodiscard]] std::vector<Deviation> during(store::Session& sql, const contracts::EquipmentPath& equipment,
                                            Timestamp from, Timestamp to);
[[nodiscard]] std::vector<std::string> lots_of(store::Session& sql, const std::string& deviation);
/// Those of them that nobody has decided on.
[[nodiscard]] std::vector<std::string> held_lots_of(store::Session& sql, const std::string& deviation);
[[nodiscard]] std::vector<std::string> deviations_of_lot(store::Session& sql, const std::string& lot);
/// A number of the event's context by leaf; nullopt unless it was there with Good quality.
[[nodiscard]] std::optional<double> context_number(const Deviation& deviation, const std::string& leaf);
/// Whether live data raised it within the last kEventAgeMax: then it may be acted on.
[[nodiscard]] bool has_fresh_source(store::Session& sql, const std::string& deviation, Timestamp now);
/// All that told of it, oldest first.
[[nodiscard]] std::vector<DeviationSource> sources_of(store::Session& sql, const Deviation& deviation);
/// What was done, alarms of the same equipment in its time included, oldest first.
[[nodiscard]] std::vector<DeviationAction> actions_of(store::Session& sql, const Deviation& deviation, Timestamp now);
[[nodiscard]] std::vector<TrendPoint> samples_around(store::Session& sql, const Deviation& deviation, Timestamp now);

/// Forgets samples older than `horizon` that no deviation needs, but for the newest of each tag.
void prune(Transaction& transaction, Timestamp horizon);

}  // namespace millwright::mes::quality
