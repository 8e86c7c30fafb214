#include "cli/demo/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace millwright::cli::demo {
namespace {

constexpr auto kFault = "control_sensor_drift";
constexpr auto kAlarm = "line1/pasteurizer/temperature/high";
constexpr auto kAcknowledge = "/api/v1/alarms/line1%2Fpasteurizer%2Ftemperature%2Fhigh/acknowledge";
constexpr double kLowerSetpointC = 72;
constexpr double kCooledC = kTooHotC - 0.3;  // the thermometer's noise must not tell of many crossings
constexpr std::uint32_t kBottlesWhenFull = 60;
constexpr Duration kFullWithin = 120s;
constexpr Duration kPoll = 100ms;
constexpr Duration kBetweenQuestions = 250ms;
constexpr Duration kHeldBack = 2 * kBetweenQuestions;  // what the MES did is heard of later than what the PLC did
constexpr Duration kRepairTime = 20s;

template <class Code>
std::unexpected<Failure<ScenarioError>> failed(const Failure<Code>& failure) {
  return fail(ScenarioError::failed, "{}", failure.message);
}

/// The field as text, empty if there is none.
std::string text_of(const json::value& value, std::string_view field) {
  const auto* object = value.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains(field);
  return found == nullptr || !found->is_string() ? "" : std::string(found->get_string());
}

/// The field's elements, none if it is no list.
json::array list_of(const json::value& value, std::string_view field) {
  const auto* object = value.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains(field);
  return found == nullptr || !found->is_array() ? json::array{} : found->get_array();
}

void print(const std::string& lines) {
  fmt::print(stdout, "{}", lines);
  std::fflush(stdout);
}

std::string lots(std::size_t count) { return fmt::format("{} {}", count, count == 1 ? "lot" : "lots"); }

}  // namespace

Result<Outcome, ScenarioError> Scenario::play() {
  if (auto ready = prepare(); !ready) return std::unexpected(ready.error());
  if (auto full = wait_until_full(); !full) return std::unexpected(full.error());
  if (auto set = plc_.set_fault(kFault, true); !set) return failed(set.error());
  const auto first = plc_.read();
  if (!first) return failed(first.error());
  samples_.push_back(*first);
  narrator_.begin_at(first->time);
  narrator_.say(first->time, fmt::format("the control thermometer begins to read 6 °C low; the set-point is {:g} °C",
                                         first->setpoint_c));
  while (samples_.back().time - samples_.front().time < options_.window) {
    if (auto well = plant_.pump(kPoll); !well) return failed(well.error());
    const auto seen = look();
    print(narrator_.told_until(seen ? samples_.back().time - kHeldBack : Timestamp::max()));
    if (!seen) return std::unexpected(seen.error());
  }
  print(narrator_.told_until(Timestamp::max()));
  return outcome();
}

Scenario::Done Scenario::prepare() {
  if (auto in = operator_.sign_in("admin", plant_.password()); !in) return failed(in.error());
  if (auto in = mes_.sign_in("admin", plant_.password()); !in) return failed(in.error());
  if (options_.closed_loop) return {};
  // From here on SCADA rejects whatever the MES asks of the pasteurizer.
  const auto taken = operator_.post(
      "/api/v1/authority",
      {{"equipment", "line1/pasteurizer"}, {"authority", "operator"}, {"reason", "the operator works alone"}});
  if (!taken) return failed(taken.error());
  return {};
}

Scenario::Done Scenario::wait_until_full() {
  const auto until = std::chrono::steady_clock::now() + kFullWithin;
  for (;;) {
    const auto now = plc_.read();
    if (!now) return failed(now.error());
    if (now->filler_executes && now->filled >= kBottlesWhenFull) return {};
    if (std::chrono::steady_clock::now() > until) return fail(ScenarioError::failed, "the line does not fill bottles");
    if (auto well = plant_.pump(kPoll); !well) return failed(well.error());
  }
}

Scenario::Done Scenario::look() {
  const auto now = plc_.read();
  if (!now) return failed(now.error());
  if (auto watched = watch_line(*now); !watched) return watched;
  if (auto repaired = have_repaired(now->time); !repaired) return repaired;
  if (now->time < next_question_) return {};
  next_question_ = now->time + kBetweenQuestions;
  return options_.closed_loop ? follow_mes() : act_as_operator(now->time);
}

Scenario::Done Scenario::watch_line(const PlantSample& now) {
  const double setpoint_c = samples_.back().setpoint_c;
  samples_.push_back(now);
  if (!hot_ && now.temperature_c > kTooHotC) {
    hot_ = true;
    if (!crossed_) crossed_ = now.time;
    narrator_.say(now.time, fmt::format("temperature crosses {:g} °C", kTooHotC));
  }
  if (hot_ && now.temperature_c < kCooledC) {
    hot_ = false;
    narrator_.say(now.time, fmt::format("temperature is back below {:g} °C", kTooHotC));
  }
  if (std::abs(now.setpoint_c - setpoint_c) < 0.05) return {};
  narrator_.say(now.time, fmt::format("PLC: the set-point goes from {:g} to {:g} °C", setpoint_c, now.setpoint_c));
  if (!lowered_ && crossed_ && now.setpoint_c < setpoint_c) lowered_ = now.time;
  return {};
}

Scenario::Done Scenario::have_repaired(Timestamp now) {
  if (repaired_ || !lowered_ || now < *lowered_ + kRepairTime) return {};
  if (auto set = plc_.set_fault(kFault, false); !set) return failed(set.error());
  repaired_ = true;
  narrator_.say(now, "maintenance has exchanged the control thermometer");
  return {};
}

Scenario::Done Scenario::act_as_operator(Timestamp now) {
  if (!alarm_seen_) return look_for_alarm(now);
  if (acted_ || now < *alarm_seen_ + options_.human_delay) return {};
  acted_ = true;
  narrator_.say(now, fmt::format("operator: sees the alarm, acknowledges it, sets {:g} °C", kLowerSetpointC));
  if (const auto done = operator_.post(kAcknowledge, {{"comment", "product too hot"}}); !done)
    return failed(done.error());
  const auto command = operator_.post("/api/v1/commands", {{"equipment", "line1/pasteurizer"},
                                                           {"command", "set_temperature"},
                                                           {"parameters", {{"value", kLowerSetpointC}}},
                                                           {"reason", "product too hot"}});
  if (!command) return failed(command.error());
  if (text_of(*command, "state") == "rejected")
    return fail(ScenarioError::failed, "the operator's command was rejected: {}", text_of(*command, "detail"));
  return {};
}

Scenario::Done Scenario::look_for_alarm(Timestamp now) {
  const auto alarms = operator_.get("/api/v1/alarms?state=active");
  if (!alarms) return failed(alarms.error());
  if (!alarms->is_array()) return fail(ScenarioError::failed, "the alarms are no list");
  for (const auto& alarm : alarms->get_array()) {
    if (text_of(alarm, "id") != kAlarm) continue;
    alarm_seen_ = now;
    narrator_.say(now, "SCADA: alarm \"" + text_of(alarm, "message") + "\"; the operator is busy elsewhere");
  }
  return {};
}

Scenario::Done Scenario::follow_mes() {
  if (deviation_.empty()) {
    const auto all = mes_.get("/api/v1/deviations");
    if (!all) return failed(all.error());
    if (!all->is_array() || all->get_array().empty()) return {};
    const auto& newest = all->get_array().front();
    deviation_ = text_of(newest, "id");
    narrator_.say(
        parse_rfc3339(text_of(newest, "opened_at")).value_or(samples_.back().time),
        fmt::format("MES: deviation {}; {} held", text_of(newest, "rule"), lots(list_of(newest, "lots").size())));
  }
  const auto detail = mes_.get("/api/v1/deviations/" + deviation_);
  if (!detail) return failed(detail.error());
  tell_steps(*detail);
  return {};
}

/// The first step is what the line above has said already.
void Scenario::tell_steps(const json::value& deviation) {
  const auto* workflow = deviation.is_object() ? deviation.get_object().if_contains("workflow") : nullptr;
  if (workflow == nullptr) return;
  const auto steps = list_of(*workflow, "steps");
  for (steps_told_ = std::max<std::size_t>(steps_told_, 1); steps_told_ < steps.size(); ++steps_told_) {
    const auto& step = steps[steps_told_];
    narrator_.say(parse_rfc3339(text_of(step, "started")).value_or(samples_.back().time),
                  "MES workflow: " + text_of(step, "name"));
  }
}

Outcome Scenario::outcome() const {
  Outcome outcome{losses_over(samples_), std::nullopt};
  if (crossed_ && lowered_) outcome.corrected_after = *lowered_ - *crossed_;
  return outcome;
}

}  // namespace millwright::cli::demo
