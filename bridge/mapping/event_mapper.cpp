#include "bridge/mapping/event_mapper.h"

#include <utility>

#include "lib/base/assert.h"
#include "lib/contracts/cloud_event.h"

namespace millwright::bridge::mapping {

using contracts::EquipmentPath;
using contracts::Hop;
using contracts::TagPath;
using rules::Reading;
using rules::RuleChange;

template <class T>
store::OutboxMessage message_of(const EquipmentPath& equipment, Timestamp time, std::string id, const T& data) {
  const auto kind = contracts::kind_of<T>();
  auto event = contracts::make_event(id, "/millwright/bridge", equipment, time, data);
  return {"events", std::move(id), contracts::routing_key(equipment, kind.word), std::string(kind.type),
          contracts::to_text(event)};
}

template store::OutboxMessage message_of(const EquipmentPath&, Timestamp, std::string, const contracts::AlarmEvent&);
template store::OutboxMessage message_of(const EquipmentPath&, Timestamp, std::string, const contracts::CommandResult&);
template store::OutboxMessage message_of(const EquipmentPath&, Timestamp, std::string, const contracts::JobEvent&);

namespace {

std::vector<Hop> hops_of(const Reading& reading) {
  return {
      {"plc", reading.sample.source_time}, {"scada", reading.server_time}, {"bridge.received", reading.received_at}};
}

/// A source that says nothing keeps its last value; two polls and the way here may pass before silence means that.
Duration silence_of(const plant::Plant& plant, const plant::Tag& tag) {
  const auto connection = plant.connections.find(tag.connection);
  return (connection == plant.connections.end() ? Duration{100ms} : connection->second.poll) * 2 + 100ms;
}

}  // namespace

EventMapper::EventMapper(const plant::Plant& plant, const Clock& clock, IdSource& ids)
    : plant_(plant), clock_(clock), ids_(ids), samples_due_(clock.monotonic() + plant.forward.samples_every) {
  for (const auto& rule : plant.rules) {
    const auto* tag = plant.find_tag(rule.tag);
    MW_ASSERT(tag != nullptr);
    const auto* limit = tag->limit(rule.limit);
    MW_ASSERT(limit != nullptr);  // the plant file was checked
    auto& use = use_[item_of(rule.tag)];
    use.rules.push_back(rules_.size());
    use.fills_gaps = true;
    rules_.push_back({&rule, tag, rules::ThresholdRule(*limit, rule.duration, silence_of(plant, *tag), ids)});
    for (const auto& context : rule.context) static_cast<void>(item_of(context));
  }
  for (const auto& tag : plant.forward.states) {
    auto& use = use_[item_of(tag)];
    use.state = use.fills_gaps = true;
    const TagPath stop_code{contracts::equipment_of(tag).str() + "/stop_code"};
    if (plant.find_tag(stop_code) != nullptr) static_cast<void>(item_of(stop_code));
  }
  for (const auto& tag : plant.forward.counters) {
    auto& use = use_[item_of(tag)];
    use.counter = use.fills_gaps = true;
  }
  for (const auto& tag : plant.forward.samples) {
    auto& use = use_[item_of(tag)];
    use.sampled = use.fills_gaps = true;
  }
  for (const auto& equipment : plant.equipment)
    if (!equipment.parent) root_ = equipment.path;
}

std::size_t EventMapper::item_of(const TagPath& tag) {
  const auto [found, added] = items_.try_emplace(tag, tags_.size());
  if (added) {
    tags_.push_back(tag);
    use_.emplace_back();
    last_.emplace_back();
  }
  return found->second;
}

void EventMapper::resume_episode(const std::string& rule, const std::string& episode) {
  for (auto& entry : rules_)
    if (entry.definition->name == rule) entry.rule.resume(episode);
}

void EventMapper::on_reading(std::size_t item, Reading reading) {
  auto& last = last_[item];
  // A sample that was handled already comes again at the start of a subscription.
  if (last && last->sample == reading.sample && !lost_told_) return;
  if (last && reading.sample.source_time < last->sample.source_time) return;
  reading.recovered = reading.recovered || reading.received_at - reading.sample.source_time > kLateAfter;
  last = reading;
  auto& seen = taken_.seen[tags_[item].str()];
  seen = std::max(seen, reading.sample.source_time);

  const auto& use = use_[item];
  for (const auto rule : use.rules)
    if (const auto change = rules_[rule].rule.on_reading(reading)) add_event_for(rule, *change);
  if (use.state) add_state(item, reading);
  if (use.counter) add_count(item, reading);
  if (use.sampled) (reading.recovered ? recovered_samples_ : live_samples_)[item].push_back(reading.sample);
}

void EventMapper::on_time() {
  lost_told_ = false;
  for (std::size_t i = 0; i < rules_.size(); ++i)
    if (const auto change = rules_[i].rule.on_time(clock_.utc())) add_event_for(i, *change);
  if (clock_.monotonic() < samples_due_) return;
  samples_due_ = clock_.monotonic() + plant_.forward.samples_every;
  if (!recovered_samples_.empty()) flush_samples(recovered_samples_, true);
  // Without a sample it still goes out: the MES tells by it that the line is in sight.
  flush_samples(live_samples_, false);
}

void EventMapper::on_connection_lost() {
  if (std::exchange(lost_told_, true)) return;
  for (std::size_t item = 0; item < tags_.size(); ++item) {
    if (!use_[item].state || !last_[item]) continue;
    auto reading = *last_[item];
    reading.sample.quality = contracts::quality::kBadNoCommunication;
    reading.sample.source_time = reading.server_time = reading.received_at = clock_.utc();
    add_state(item, reading);
  }
}

void EventMapper::add_event_for(std::size_t rule, const RuleChange& change) {
  const auto& entry = rules_[rule];
  contracts::ThresholdEvent event;
  event.rule = entry.definition->name;
  event.episode = change.episode;
  event.equipment = entry.tag->equipment;
  event.tag = entry.tag->path;
  event.limit = entry.definition->limit;
  event.limit_value = entry.rule.limit().value;
  event.unit = entry.tag->unit.symbol;
  event.sample = change.reading.sample;
  event.active = change.kind == RuleChange::Kind::raised;
  event.crossed_at = change.crossed_at;
  event.raised_at = change.raised_at;
  event.recovered = change.recovered;
  for (const auto& tag : entry.definition->context) {
    const auto& reading = last_[items_.at(tag)];
    if (reading) event.context.emplace(std::string(contracts::leaf_of(tag.str())), reading->sample);
  }
  event.hops = hops_of(change.reading);
  event.hops.push_back({"bridge.raised", clock_.utc()});
  add(event.equipment, event);
  taken_.episodes.push_back({event.rule, event.episode, event.active});
}

void EventMapper::add_state(std::size_t item, const Reading& reading) {
  const auto& path = tags_[item];
  const auto* tag = plant_.find_tag(path);
  contracts::StateEvent event;
  event.equipment = contracts::equipment_of(path);
  event.quality = reading.sample.quality;
  event.time = reading.sample.source_time;
  event.recovered = reading.recovered;
  const auto number = contracts::number_in(reading.sample.value);
  event.state_number = static_cast<std::int32_t>(number.value_or(0));
  const auto name = tag->states.find(event.state_number);
  event.state = event.quality.is_good() && name != tag->states.end() ? name->second : "Unknown";
  const auto stop_code = items_.find(TagPath{event.equipment.str() + "/stop_code"});
  if (stop_code != items_.end() && last_[stop_code->second])
    event.stop_code =
        static_cast<std::int32_t>(contracts::number_in(last_[stop_code->second]->sample.value).value_or(0));
  event.hops = hops_of(reading);
  add(event.equipment, event);
}

void EventMapper::add_count(std::size_t item, const Reading& reading) {
  const auto& path = tags_[item];
  contracts::CountEvent event;
  event.equipment = contracts::equipment_of(path);
  event.counter = contracts::leaf_of(path.str());
  event.count = static_cast<std::int64_t>(contracts::number_in(reading.sample.value).value_or(0));
  event.quality = reading.sample.quality;
  event.time = reading.sample.source_time;
  event.recovered = reading.recovered;
  event.hops = hops_of(reading);
  add(event.equipment, event);
}

void EventMapper::flush_samples(std::map<std::size_t, std::vector<contracts::Sample>>& samples, bool recovered) {
  contracts::SamplesEvent event;
  event.recovered = recovered;
  for (auto& [item, list] : samples) event.tags.push_back({tags_[item], std::move(list)});
  samples.clear();
  add(root_, event);
}

template <class T>
void EventMapper::add(const EquipmentPath& equipment, const T& data) {
  taken_.messages.push_back(message_of(equipment, clock_.utc(), ids_.next(), data));
}

Taken EventMapper::take() { return std::exchange(taken_, {}); }

}  // namespace millwright::bridge::mapping
