#include "mes/quality/deviations.h"

#include <algorithm>

#include "mes/genealogy/holds.h"
#include "mes/quality/announcing.h"
#include "mes/quality/deviation_sources.h"
#include "mes/records/derived_id.h"

namespace millwright::mes::quality {
namespace {

struct Episode {
  std::string episode;
  std::string deviation;  // empty while only its end is known
  std::optional<Timestamp> cleared_at;
  Timestamp raised_at{};
};
BOOST_DESCRIBE_STRUCT(Episode, (), (episode, deviation, cleared_at, raised_at))

std::string episode_key(const contracts::ThresholdEvent& event) {
  return fmt::format("{}|{}|{}", event.rule, event.equipment.str(), event.episode);
}

bool is_fresh(const Transaction& transaction, const contracts::ThresholdEvent& event) {
  return !event.recovered && transaction.now - event.raised_at <= kEventAgeMax;
}

std::optional<double> context_number(const contracts::ThresholdEvent& event, const std::string& leaf) {
  const auto found = event.context.find(leaf);
  if (found == event.context.end() || !found->second.quality.is_good()) return std::nullopt;
  return contracts::number_in(found->second.value);
}

Duration dwell_of(const contracts::ThresholdEvent& event, const Line& line) {
  const auto seconds = context_number(event, "dwell");
  const bool believable = seconds && *seconds > 0 && *seconds <= 3600;
  if (!believable) return line.lots.dwell;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*seconds));
}

// Holds what was in the unit from the crossing until `until`: it entered up to a dwell before. Says how many lots are
// held for it that were not.
int hold_lots(Transaction& transaction, const MasterData& data, const Deviation& deviation, Timestamp until) {
  const auto* line = data.line_of(deviation.equipment.str());
  if (line == nullptr || line->lots.entering.equipment != deviation.equipment) return 0;
  const genealogy::Window window{deviation.crossed_at - Duration{deviation.dwell_ns}, until};
  int newly_held = 0;
  for (const auto& lot : genealogy::entered_in(transaction.sql, line->equipment, window)) {
    const auto added =
        execute(transaction.sql,
                "insert into mes_deviation_lot (deviation, lot) values (:deviation, :lot) on conflict do nothing",
                deviation.id, lot.id);
    // Held already, it may be since an earlier crossing now. What quality has decided on is not held again.
    if (added == 0 && lot.disposition != "held") continue;
    const auto held =
        genealogy::hold(transaction, lot.id,
                        {"deviation:" + deviation.id, fmt::format("{}: {}", deviation.rule, deviation.summary),
                         deviation.crossed_at, "quality"});
    if (added == 0) continue;
    if (held) ++newly_held;
    const bool presumed = lot.presumed_from && window.from < lot.from;
    add_action(transaction, deviation.id, held ? "lot held" : "lot not held", "quality",
               !held      ? held.error().message
               : presumed ? lot.id + ": it was entering when first seen; what entered before it was not seen"
                          : lot.id);
  }
  return newly_held;
}

// No lot to hold is a finding, and not a silence.
void say_if_no_lot_is_known(Transaction& transaction, const MasterData& data, const Deviation& deviation) {
  const auto* line = data.line_of(deviation.equipment.str());
  if (line == nullptr || line->lots.entering.equipment != deviation.equipment) return;
  if (lots_of(transaction.sql, deviation.id).empty())
    add_action(transaction, deviation.id, "no lot held", "quality",
               "no counter has told yet what was in the unit: hold by hand what may have been");
}

std::string summary_of(const contracts::ThresholdEvent& event) {
  const auto value = contracts::number_in(event.sample.value);
  const auto reading = value ? fmt::format("{:.2f}", *value) : contracts::to_text(event.sample.value);
  return fmt::format("{} {} {} is beyond its {} limit {:g} {}", contracts::leaf_of(event.tag.str()), reading,
                     event.unit, event.limit, event.limit_value, event.unit);
}

Deviation new_deviation(const MasterData& data, const contracts::ThresholdEvent& event, const Line* line) {
  const auto* reaction = data.find_reaction(event.rule, event.equipment.str());
  return {.id = derived_id("deviation", episode_key(event)),
          .rule = event.rule,
          .equipment = event.equipment,
          .tag = event.tag,
          .severity = reaction != nullptr ? reaction->severity : 2,
          .limit = event.limit,
          .limit_value = event.limit_value,
          .unit = event.unit,
          .value = contracts::number_in(event.sample.value).value_or(0),
          .opened_at = event.raised_at,
          .crossed_at = event.crossed_at,
          .recovered = event.recovered,
          .summary = summary_of(event),
          .dwell_ns = line != nullptr ? dwell_of(event, *line).count() : 0,
          .context = to_json_text(event.context)};
}

void keep_sample(store::Session& sql, const contracts::TagPath& tag, const contracts::Sample& sample) {
  const auto value = contracts::number_in(sample.value);
  if (!value) return;
  execute(sql,
          "insert into mes_sample (tag, \"time\", value, quality) values (:tag, :moment, :value, :quality) "
          "on conflict do nothing",
          tag, sample.source_time, *value, sample.quality.name());
}

void write_cleared(Transaction& transaction, const MasterData& data, Deviation& deviation, Timestamp at) {
  deviation.cleared_at = at;
  if (deviation.state == DeviationState::open) deviation.state = DeviationState::corrected;
  execute(transaction.sql, "update mes_deviation set cleared_at = :cleared, state = :state where id = :id", at,
          deviation.state, deviation.id);
  hold_lots(transaction, data, deviation, at);
  add_action(transaction, deviation.id, "back within the limit", "bridge", "");
  announce(transaction, deviation, "cleared");
}

// Since when what was read entering at `at` may have been in the unit: a sublot that was entering when first seen may
// have been entering long before.
Timestamp earliest_in_unit(store::Session& sql, const contracts::EquipmentPath& line, Timestamp at) {
  auto earliest = at;
  for (const auto& lot : genealogy::entered_in(sql, line, {at, at}))
    if (lot.presumed_from) earliest = std::min(earliest, *lot.presumed_from);
  return earliest;
}

// What is held for a deviation has to be decided on, also where all that was known before has been.
void reopen(Transaction& transaction, Deviation deviation) {
  if (deviation.state == DeviationState::closed) {
    deviation.state = DeviationState::corrected;
    execute(transaction.sql, "update mes_deviation set state = :state, closed_at = 0 where id = :id", deviation.state,
            deviation.id);
    add_action(transaction, deviation.id, "reopened", "quality", "a late reading tells of another lot in the unit");
  }
  announce(transaction, deviation, "a lot that a late reading tells of is held");
}

// Another event of an episode that is open already. The deviation stays what its first source made it; it learns what
// this one adds, and holds what was in the unit by this one's account.
void join(Transaction& transaction, const MasterData& data, Deviation open, const Deviation& told,
          const contracts::ThresholdEvent& event) {
  open.context = merged_context(open.context, event.context);
  open.crossed_at = std::min(open.crossed_at, told.crossed_at);
  open.dwell_ns = std::max(open.dwell_ns, told.dwell_ns);
  execute(transaction.sql,
          "update mes_deviation set context = :context, crossed_at = :crossed, dwell_ns = :dwell where id = :id",
          open.context, open.crossed_at, open.dwell_ns, open.id);
  add_action(transaction, open.id, "raised again", "bridge", told.summary);
  hold_lots(transaction, data, open, std::max(open.opened_at, event.raised_at));
  announce(transaction, open, "raised again: " + told.summary);
}

// Holds for the line's deviations that are over what a reading of that moment shows to have been in the unit. Returns
// those for which something is held now.
std::vector<std::string> hold_late(Transaction& transaction, const MasterData& data, const Line& line, Timestamp time) {
  std::vector<std::string> found;
  for (const auto& deviation :
       select<Deviation>(transaction.sql, "mes_deviation where equipment = :equipment and cleared_at >= :moment",
                         line.lots.entering.equipment, earliest_in_unit(transaction.sql, line.equipment, time))) {
    if (hold_lots(transaction, data, deviation, *deviation.cleared_at) == 0) continue;
    reopen(transaction, deviation);
    found.push_back(deviation.id);
  }
  return found;
}

// The batch that an event says was entering is a reading like any other: it may come late for deviations before.
std::vector<std::string> note_batch(Transaction& transaction, const MasterData& data, const Line* line,
                                    const contracts::ThresholdEvent& event) {
  const auto batch = context_number(event, "batch");
  if (line == nullptr || !batch || *batch < 1) return {};
  const auto at = event.context.at("batch").source_time;
  genealogy::note_entering(transaction, *line, static_cast<std::int64_t>(*batch), at);
  return hold_late(transaction, data, *line, at);
}

// What an event that raises is to the record.
struct Raising {
  bool told = false;   // of an episode that is over, or told already: nothing new
  bool joins = false;  // the deviation that is open
  std::string id;      // of the deviation
};

// The bridge raises an episode anew after its own restart, and when live values have kept up what was first raised from
// recovered ones: it is the same deviation, on which somebody may act now. One that outlasts its deviation, which ended
// with a newer episode, is a deviation of its own.
Raising raising_of(const contracts::ThresholdEvent& event, const std::optional<Episode>& episode,
                   const std::optional<Deviation>& earlier, const std::optional<Deviation>& open,
                   const std::string& fresh_id) {
  const bool known = episode && !episode->deviation.empty();
  if (!known) return {false, open && !episode, open && !episode ? open->id : fresh_id};
  if (episode->cleared_at || !earlier) return {true, false, {}};
  if (!earlier->cleared_at) return {false, true, earlier->id};
  if (event.raised_at <= *earlier->cleared_at) return {true, false, {}};
  return {false, open.has_value(),
          open ? open->id : derived_id("deviation", fmt::format("{}|{}", fresh_id, unix_ns(event.raised_at)))};
}

Outcome raise(Transaction& transaction, const MasterData& data, const contracts::ThresholdEvent& event,
              Timestamp received) {
  auto& sql = transaction.sql;
  const auto key = episode_key(event);
  const auto episode = select_one<Episode>(sql, "mes_episode where episode = :episode", key);
  const auto* line = data.line_of(event.equipment.str());
  auto deviation = new_deviation(data, event, line);
  const auto open =
      select_one<Deviation>(sql, "mes_deviation where rule = :rule and equipment = :equipment and cleared_at = 0",
                            event.rule, event.equipment);
  const auto raising =
      raising_of(event, episode, episode ? find(sql, episode->deviation) : std::nullopt, open, deviation.id);
  if (raising.told) return {};
  const auto& id = deviation.id = raising.id;
  execute(
      sql,
      "insert into mes_episode (episode, deviation, cleared_at, raised_at) values (:episode, :deviation, 0, :raised) "
      "on conflict (episode) do update set deviation = excluded.deviation, raised_at = excluded.raised_at",
      key, id, event.raised_at);
  keep_source(transaction.sql, id, event, deviation);
  keep_sample(sql, event.tag, event.sample);
  const auto late = note_batch(transaction, data, line, event);
  if (raising.joins) {
    join(transaction, data, *open, deviation, event);
    // Recorded from old data and still violated: fresh data may act on it.
    return {Outcome::Kind::opened, id, is_fresh(transaction, event), late};
  }
  if (episode) {  // its end came first: it is recorded, and it is over
    deviation.state = DeviationState::corrected;
    deviation.cleared_at = episode->cleared_at;
  }
  insert(sql, "mes_deviation", deviation, "");
  add_action(transaction, id, event.recovered ? "raised from recovered data" : "raised", "bridge", deviation.summary);
  hold_lots(transaction, data, deviation, deviation.cleared_at.value_or(event.raised_at));
  say_if_no_lot_is_known(transaction, data, deviation);
  auto hops = event.hops;
  hops.push_back({"mes.received", received});
  hops.push_back({"mes.recorded", transaction.moment()});
  add_hops(transaction, id, Leg::reaction, hops);
  announce(transaction, deviation, deviation.summary);
  return {Outcome::Kind::opened, id, is_fresh(transaction, event) && !deviation.cleared_at, late};
}

// A rule that was raised anew (the bridge had lost its ledger) is ended by the end of its newest episode: an older one
// that ends meanwhile ends nothing, and one whose end never comes keeps nothing open.
bool is_over(store::Session& sql, const Episode& ended) {
  const auto newer = query_one<std::string>(
      sql,
      "select episode from mes_episode where deviation = :deviation and cleared_at = 0 and raised_at > :raised limit 1",
      ended.deviation, ended.raised_at);
  return !newer.has_value();
}

Outcome clear(Transaction& transaction, const MasterData& data, const contracts::ThresholdEvent& event) {
  auto& sql = transaction.sql;
  const auto key = episode_key(event);
  const auto episode = select_one<Episode>(sql, "mes_episode where episode = :episode", key);
  if (!episode) {
    insert(sql, "mes_episode", Episode{key, "", event.sample.source_time, {}});
    return {};
  }
  if (episode->cleared_at) return {};
  execute(sql, "update mes_episode set cleared_at = :cleared where episode = :episode", event.sample.source_time, key);
  auto deviation = find(sql, episode->deviation);
  if (!deviation || deviation->cleared_at) return {};
  keep_sample(sql, event.tag, event.sample);
  if (!is_over(sql, *episode)) {
    add_action(transaction, deviation->id, "an earlier episode ended", "bridge", "it was raised again since");
    transaction.changed("deviations", deviation->id);
    return {};
  }
  write_cleared(transaction, data, *deviation, event.sample.source_time);
  return {Outcome::Kind::cleared, deviation->id, false, {}};
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "deviations",
                                                          R"(create table mes_deviation (
            id text primary key, rule text not null, equipment text not null, tag text not null, state text not null,
            severity bigint not null, "limit" text not null, limit_value {real} not null, unit text not null,
            value {real} not null, opened_at bigint not null, crossed_at bigint not null, cleared_at bigint not null,
            closed_at bigint not null, recovered bigint not null, workflow text not null, summary text not null,
            dwell_ns bigint not null, context text not null);
          create unique index mes_deviation_one_open on mes_deviation (rule, equipment) where cleared_at = 0;
          create index mes_deviation_by_time on mes_deviation (opened_at);
          create table mes_episode (episode text primary key, deviation text not null, cleared_at bigint not null);
          create table mes_deviation_hop (
            deviation text not null, leg text not null, place text not null, "time" bigint not null,
            primary key (deviation, leg, place));
          create table mes_deviation_action (
            deviation text not null, number bigint not null, "time" bigint not null, what text not null,
            "by" text not null, detail text not null, primary key (deviation, number));
          create table mes_deviation_lot (deviation text not null, lot text not null, primary key (deviation, lot));
          create index mes_deviation_lot_reverse on mes_deviation_lot (lot);
          create table mes_sample (
            tag text not null, "time" bigint not null, value {real} not null, quality text not null,
            primary key (tag, "time"));
          create table mes_alarm (
            alarm text not null, "time" bigint not null, state text not null, equipment text not null,
            message text not null, primary key (alarm, "time", state)))"},
                                                         {2, "what each source of a deviation told",
                                                          R"(create table mes_deviation_source (
            deviation text not null, source text not null, "time" bigint not null, crossed_at bigint not null,
            "limit" text not null, limit_value {real} not null, value {real} not null, recovered bigint not null,
            summary text not null, dwell_ns bigint not null, context text not null, primary key (deviation, source));
          insert into mes_deviation_source (deviation, source, "time", crossed_at, "limit", limit_value, value,
            recovered, summary, dwell_ns, context)
            select id, 'first', opened_at, crossed_at, "limit", limit_value, value, recovered, summary, dwell_ns,
              context from mes_deviation;
          alter table mes_alarm add column tag text not null default '';
          alter table mes_alarm add column value {real} not null default 0;
          alter table mes_alarm add column quality text not null default '';
          alter table mes_alarm add column recovered bigint not null default 0)"},
                                                         {3, "which episode of a deviation is the newest",
                                                          R"(alter table mes_episode
            add column raised_at bigint not null default 0)"},
                                                         {4, "how long alarms were active",
                                                          R"(alter table mes_alarm
            add column priority bigint not null default 0;
          alter table mes_alarm add column ended bigint not null default 0;
          update mes_alarm set ended = coalesce((select min(b."time") from mes_alarm b where b.alarm = mes_alarm.alarm
            and b."time" > mes_alarm."time" and b.state in ('RTNUN', 'NORM')), 0) where state in ('UNACK', 'ACKED');
          create index mes_alarm_by_end on mes_alarm (equipment, ended))"},
                                                         {5, "control charts",
                                                          R"(create table mes_chart_point (
            characteristic text not null, stream text not null, "time" bigint not null, value {real} not null,
            centre {real} not null, sigma {real} not null, marks bigint not null,
            primary key (characteristic, stream, "time"));
          create table mes_chart_stream (
            characteristic text not null, stream text not null, skipped bigint not null, tightened bigint not null,
            since bigint not null, mean {real} not null, sigma {real} not null,
            primary key (characteristic, stream)))"}};
  return kMigrations;
}

Outcome apply(Transaction& transaction, const MasterData& data, const contracts::ThresholdEvent& event,
              Timestamp received) {
  return event.active ? raise(transaction, data, event, received) : clear(transaction, data, event);
}

std::vector<std::string> entered_late(Transaction& transaction, const MasterData& data,
                                      const contracts::CountEvent& event) {
  const auto* line = data.line_of(event.equipment.str());
  const CounterName counter{event.equipment, event.counter};
  if (line == nullptr || (line->lots.entering != counter && line->lots.batch != counter)) return {};
  return hold_late(transaction, data, *line, event.time);
}

void apply(Transaction& transaction, const MasterData& data, const contracts::SamplesEvent& event) {
  for (const auto& reaction : data.reactions)
    for (const auto& tag : event.tags)
      if (reaction.watches(tag.tag))
        for (const auto& sample : tag.samples) keep_sample(transaction.sql, tag.tag, sample);
  for (const auto& tag : event.tags)
    if (std::ranges::any_of(data.characteristics, [&](const auto& of) { return of.watches(tag.tag); }))
      for (const auto& sample : tag.samples) keep_sample(transaction.sql, tag.tag, sample);
}

void escalate(Transaction& transaction, const std::string& id, const std::string& why) {
  auto deviation = find(transaction.sql, id);
  if (!deviation || deviation->state == DeviationState::closed) return;
  deviation->state = DeviationState::escalated;
  execute(transaction.sql, "update mes_deviation set state = :state where id = :id", deviation->state, id);
  add_action(transaction, id, "escalated", "workflow", why);
  announce(transaction, *deviation, why);
}

void close_if_settled(Transaction& transaction, const std::string& id) {
  auto deviation =
      select_one<Deviation>(transaction.sql, "mes_deviation where id = :id and cleared_at > 0 and closed_at = 0", id);
  if (!deviation || !held_lots_of(transaction.sql, id).empty()) return;
  deviation->state = DeviationState::closed;
  execute(transaction.sql, "update mes_deviation set state = :state, closed_at = :closed where id = :id",
          deviation->state, transaction.now, id);
  add_action(transaction, id, "closed", "quality", "no lot of it is held any more");
  announce(transaction, *deviation, "closed");
}

}  // namespace millwright::mes::quality
