#include "bridge/upward/scada_session.h"

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>

#include "bridge/upward/event_fields.h"
#include "bridge/upward/job_fields.h"

namespace millwright::bridge::upward {

using rules::Reading;

namespace {

constexpr Duration kPublishing = 5ms;
constexpr std::uint32_t kQueue = 100;
/// Where no event forces a commit, how far the tags were read is written this often.
constexpr Duration kSeenEvery = 1s;
constexpr Duration kBackoffMin = 100ms;
constexpr Duration kBackoffMax = 3s;
/// History further back than this is left to the historian.
constexpr Duration kGapMax = 1h;

}  // namespace

ScadaSession::ScadaSession(const plant::Plant& plant, opcua::ClientOptions options, ledger::Ledger& ledger,
                           const Clock& clock, IdSource& ids, Metrics& metrics)
    : plant_(plant),
      options_(std::move(options)),
      ledger_(ledger),
      clock_(clock),
      ids_(ids),
      mapper_(plant, clock, ids),
      current_(mapper_.tags().size()),
      recovered_(metrics.counter("millwright_bridge_recovered_samples_total", "Samples fetched by HistoryRead")),
      sessions_(metrics.counter("millwright_bridge_sessions_total", "OPC UA sessions opened for values")) {
  beat();
}

void ScadaSession::beat() { beat_ns_.store(clock_.monotonic().time_since_epoch().count()); }

bool ScadaSession::alive() const {
  return clock_.monotonic().time_since_epoch().count() - beat_ns_.load() < Duration{8s}.count();
}

bool ScadaSession::resume() {
  const auto episodes = ledger_.open_episodes();
  auto seen = ledger_.seen();
  if (!episodes || !seen) return false;
  for (const auto& [rule, episode] : *episodes) mapper_.resume_episode(rule, episode);
  seen_ = std::move(*seen);
  return true;
}

void ScadaSession::run(std::stop_token stop) {
  while (!stop.stop_requested() && !resume()) std::this_thread::sleep_for(200ms);
  auto backoff = kBackoffMin;
  while (!stop.stop_requested()) {
    beat();
    auto client = opcua::Client::connect(options_);
    if (client) {
      client_ = std::move(*client);
      sessions_.add();
      if (serve(stop)) backoff = kBackoffMin;
      client_.reset();
    } else if (backoff > kBackoffMin) {  // when all start together the bridge may simply be the first
      log_.warning("no session for values: {}", client.error().message);
    }
    connected_.store(false);
    mapper_.on_connection_lost();
    static_cast<void>(commit());
    if (!stop.stop_requested()) std::this_thread::sleep_for(backoff);
    backoff = std::min<Duration>(backoff * 2, kBackoffMax);
  }
}

bool ScadaSession::subscribe() {
  incoming_.clear();
  std::vector<opcua::NodePath> nodes;
  for (const auto& tag : mapper_.tags()) nodes.push_back(tag.str());
  const auto subscribed = client_->subscribe(
      nodes, kPublishing, kQueue, [this](std::size_t item, const contracts::Sample& sample, Timestamp server_time) {
        incoming_.push_back({item, Reading{sample, server_time, clock_.utc(), false}});
      });
  if (!subscribed) {
    log_.warning("cannot subscribe to values: {}", subscribed.error().message);
    return false;
  }
  for (const auto failed : subscribed->failed) log_.error("the server has no node {}", nodes.at(failed));
  const auto alarms =
      client_->subscribe_events(alarm_fields(), kPublishing, [this](const auto& fields) { alarms_.push_back(fields); });
  const auto results = client_->subscribe_events(result_fields(), kPublishing,
                                                 [this](const auto& fields) { results_.push_back(fields); });
  const auto jobs =
      client_->subscribe_events(job_fields(), kPublishing, [this](const auto& fields) { jobs_.push_back(fields); });
  if (!alarms || !results || !jobs) log_.warning("cannot subscribe to events");
  return alarms && results && jobs && subscribed->failed.empty();
}

bool ScadaSession::fill_gaps() {
  // Live samples wait in incoming_ meanwhile; what history holds comes first, in time order over all tags.
  std::vector<Incoming> missed;
  const auto now = clock_.utc();
  for (std::size_t item = 0; item < mapper_.tags().size(); ++item) {
    const auto& tag = mapper_.tags()[item].str();
    const auto known = seen_.find(tag);
    if (!mapper_.fills_gaps(item) || known == seen_.end()) continue;
    const auto samples = client_->history(tag, std::max(known->second + 1ns, now - kGapMax), now);
    if (!samples && samples.error().code != opcua::ClientError::bad_status) return false;
    if (!samples) continue;
    for (const auto& sample : *samples) missed.push_back({item, Reading{sample, now, now, true}});
  }
  std::ranges::stable_sort(missed, {}, [](const Incoming& i) { return i.reading.sample.source_time; });
  for (auto& one : missed) mapper_.on_reading(one.item, std::move(one.reading));
  recovered_.add(static_cast<double>(missed.size()));
  if (!missed.empty()) log_.info("recovered {} samples by history", missed.size());
  return commit();
}

bool ScadaSession::serve(std::stop_token stop) {
  if (!subscribe() || !fill_gaps() || !catch_up_jobs()) return false;
  log_.info("subscribed to {} tags", mapper_.tags().size());
  connected_.store(true);
  while (!stop.stop_requested()) {
    beat();
    if (const auto turned = client_->run(20ms); !turned) {
      log_.warning("session lost: {}", turned.error().message);
      return true;
    }
    take_readings();
    mapper_.on_time();
    for (const auto& fields : std::exchange(alarms_, {})) take_alarm(fields);
    for (const auto& fields : std::exchange(results_, {})) take_result(fields);
    for (const auto& fields : std::exchange(jobs_, {})) take_job(fields);
    if (!commit()) return true;
  }
  return true;
}

void ScadaSession::take_readings() {
  for (auto& one : std::exchange(incoming_, {})) {
    current_[one.item] = one.reading.sample;
    mapper_.on_reading(one.item, std::move(one.reading));
  }
}

void ScadaSession::take_alarm(const std::vector<opcua::EventField>& fields) {
  auto event = alarm_from(fields);
  if (!event) return;
  for (std::size_t item = 0; item < current_.size(); ++item)
    if (mapper_.tags()[item] == event->tag && current_[item]) event->sample = *current_[item];
  event->hops.push_back({"bridge.received", clock_.utc()});
  if (const auto told = ledger_.tell_alarm(*event, ids_.next(), clock_.utc()); !told)
    log_.error("an alarm could not be recorded: {}", told.error().message);
}

void ScadaSession::take_result(const std::vector<opcua::EventField>& fields) {
  auto result = result_from(fields);
  if (!result || !contracts::is_final(result->state)) return;
  if (const auto told = ledger_.finish(std::move(*result), clock_.utc(), ids_.next()); !told)
    log_.error("a command's result could not be recorded: {}", told.error().message);
}

void ScadaSession::take_job(const std::vector<opcua::EventField>& fields) {
  auto event = job_from(fields);
  if (!event) return;
  event->hops.push_back({"bridge.received", clock_.utc()});
  if (const auto told = ledger_.tell_job(*event, ids_.next(), clock_.utc()); !told)
    log_.error("a job could not be recorded: {}", told.error().message);
}

bool ScadaSession::catch_up_jobs() {
  const auto open = ledger_.open_jobs();
  if (!open) return false;
  for (auto event : *open) {
    const auto provider = event.equipment.str() + "/JobResponseProvider";
    const auto answer =
        client_->call(provider, provider + "/RequestJobResponseByJobOrderID", {contracts::Value{event.job}});
    if (!answer) return false;
    const auto* bytes = answer->outputs.empty() ? nullptr : std::get_if<std::string>(&answer->outputs[0]);
    if (bytes == nullptr) continue;
    take_response(event, *bytes, clock_.utc());
    if (const auto told = ledger_.tell_job(event, ids_.next(), clock_.utc()); !told) return false;
  }
  return true;
}

bool ScadaSession::commit() {
  auto taken = mapper_.take();
  auto& all = uncommitted_;
  std::ranges::move(taken.messages, std::back_inserter(all.messages));
  std::ranges::move(taken.episodes, std::back_inserter(all.episodes));
  for (auto& [tag, time] : taken.seen) all.seen[tag] = time;
  const bool seen_due = !all.seen.empty() && clock_.monotonic() >= seen_due_;
  if (all.empty() && !seen_due) return true;
  // How far the tags were read is true only together with the events made of it.
  if (const auto done = ledger_.commit(all); !done) {
    log_.error("events could not be committed and are kept: {}", done.error().message);
    return false;
  }
  for (auto& [tag, time] : all.seen) seen_[tag] = time;
  all = {};
  seen_due_ = clock_.monotonic() + kSeenEvery;
  return true;
}

}  // namespace millwright::bridge::upward
