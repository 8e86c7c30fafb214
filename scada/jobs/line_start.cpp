// Bringing a job onto the line: its recipe into force, the line started, and back.

#include <algorithm>
#include <cmath>

#include "scada/jobs/line_jobs.h"

namespace millwright::scada::jobs {
namespace {

using contracts::CommandState;

/// A command of a job is not carried out later than this.
constexpr Duration kDeadline = 10s;
/// A line that is changing its state is waited for; then it is asked, and its refusal told.
constexpr Duration kBlockedMax = 15s;
constexpr Duration kReadbackMax = 3s;
/// A line that is not what its job is, for so long, is believed.
constexpr Duration kDiffersFor = 1s;

std::string why(const contracts::CommandResult& result) {
  return fmt::format("{} {}: {}", enum_name(result.state), result.reason, result.detail);
}

}  // namespace

contracts::CommandResult LineJobs::give(const contracts::Command& command, const control::Caller& caller) {
  // The id was committed before: whatever a crash left, the controller knows whether it had it already.
  if (auto known = floor_.controller.find(command.id)) return *known;
  return floor_.controller.submit(command, caller);
}

std::optional<double> LineJobs::in_force(const RecipeStep& step) const {
  const auto number = floor_.plant.tag_number(step.tag);
  if (!number) return std::nullopt;
  const auto sample = floor_.values.read(*number);
  return sample.quality.is_good() ? contracts::number_in(sample.value) : std::nullopt;
}

std::optional<std::string> LineJobs::differs(const RecipeStep& step) const {
  const auto value = in_force(step);
  if (!value) return fmt::format("{} cannot be read back: {} is not Good", step.parameter, step.tag.str());
  const auto* tag = floor_.plant.find_tag(step.tag);
  const double tolerance = 0.5 * std::pow(10.0, -(tag == nullptr ? 1 : tag->decimals)) + 1e-9;
  if (std::abs(*value - step.value) <= tolerance) return std::nullopt;
  return fmt::format("{} was set to {} and reads back as {}", step.parameter, step.value, *value);
}

void LineJobs::wait_with(const Job& job, const std::string& reason) {
  if (job.reason == reason && job.substate == Substate::Waiting) return;
  auto waiting = job;
  waiting.reason = reason;
  waiting.substate = Substate::Waiting;
  Commit commit;
  commit.put.push_back(std::move(waiting));
  static_cast<void>(this->commit(std::move(commit)));
}

void LineJobs::bring_next() {
  Job* next = nullptr;
  for (auto& job : jobs_) {
    if (job.state != State::AllowedToStart) continue;
    // One that has begun to be loaded stays; else the higher priority, else the one that came first.
    if (!job.recipe.empty() || !job.line_commands.empty() || job.substate == Substate::Loaded) {
      next = &job;
      break;
    }
    if (next == nullptr || job.order.priority > next->order.priority) next = &job;
  }
  if (next == nullptr) return;
  if (next->substate == Substate::Waiting && !prepare(*next)) return;
  if (counter_not_good()) return;  // the device is out of sight: nothing is asked of it
  const auto outcome = load_recipe(*next);
  if (outcome != Outcome::done) return;
  if (next->substate != Substate::Loaded) {
    auto loaded = *next;
    loaded.substate = Substate::Loaded;
    if (!settings_.start.empty() && !floor_.controller.in_effect(settings_.equipment, settings_.start))
      loaded.line_commands.push_back({settings_.start, floor_.ids.next(), "", true});
    Commit commit;
    commit.put.push_back(std::move(loaded));
    static_cast<void>(this->commit(std::move(commit)));
    return;
  }
  if (next->line_commands.empty()) begin(*next);
}

bool LineJobs::prepare(Job& next) {
  const auto authority = floor_.controller.authority(settings_.equipment);
  if (authority != control::Authority::remote) {
    wait_with(next, fmt::format("{} is under {} control", settings_.equipment.str(), authority_name(authority)));
    return false;
  }
  if (const auto bad = counter_not_good()) {
    wait_with(next, *bad);
    return false;
  }
  auto ready = next;
  ready.substate = Substate::Ready;
  ready.reason.clear();
  for (const auto& given : ready.order.parameters) {
    const auto* parameter = settings_.parameter(given.id);
    const auto value = contracts::number_in(given.value);
    if (parameter == nullptr || !value) {  // the plant file was changed since it was stored
      static_cast<void>(move(next, Cause::start_failed, fmt::format("no job may set '{}' any more", given.id)));
      return false;
    }
    ready.recipe.push_back({given.id, parameter->equipment, parameter->command, parameter->readback, *value,
                            floor_.ids.next(), false, std::nullopt});
  }
  Commit commit;
  commit.put.push_back(std::move(ready));
  return this->commit(std::move(commit));
}

LineJobs::Outcome LineJobs::load_recipe(Job& next) {
  for (std::size_t i = 0; i < next.recipe.size(); ++i)
    if (!next.recipe[i].done) return pursue_step(next, i);
  return Outcome::done;
}

LineJobs::Outcome LineJobs::pursue_step(Job& next, std::size_t index) {
  const auto& step = next.recipe[index];
  const auto* spec = floor_.plant.find_command(step.equipment, step.command);
  contracts::Command command;
  command.id = contracts::CommandId{step.command_id};
  command.equipment = step.equipment;
  command.command = step.command;
  if (spec != nullptr && spec->parameter) command.parameters.emplace(spec->parameter->name, step.value);
  command.issued_at = floor_.clock.utc();
  command.not_after = command.issued_at + kDeadline;
  command.reason = fmt::format("{} of job {}", step.parameter, next.order.id);
  command.requester = "job:" + next.order.id;
  command.correlation = next.order.id;
  const auto result = give(command, {next.by, {}, true, true});
  if (result.state == CommandState::accepted) return Outcome::waiting;
  if (result.state != CommandState::completed) {
    static_cast<void>(
        move(next, Cause::start_failed, fmt::format("{} could not be set: {}", step.parameter, why(result))));
    return Outcome::failed;
  }
  return read_back(next, index);
}

LineJobs::Outcome LineJobs::read_back(Job& next, std::size_t index) {
  const auto value = in_force(next.recipe[index]);
  if (!value) {  // the device may be out of sight for a moment
    if (!readback_since_) readback_since_ = floor_.clock.monotonic();
    if (floor_.clock.monotonic() - *readback_since_ < kReadbackMax) return Outcome::waiting;
  }
  readback_since_.reset();
  auto read = next;
  read.recipe[index].readback = value;
  if (const auto difference = differs(read.recipe[index])) {
    static_cast<void>(move(next, Cause::start_failed, *difference));
    return Outcome::failed;
  }
  read.recipe[index].done = true;
  Commit commit;
  commit.put.push_back(std::move(read));
  static_cast<void>(this->commit(std::move(commit), false));
  return Outcome::waiting;  // the next turn looks at the next one
}

void LineJobs::begin(Job& next) {
  // Between the first parameter and now somebody may have turned one.
  for (const auto& step : next.recipe) {
    if (const auto difference = differs(step)) {
      static_cast<void>(move(next, Cause::start_failed, *difference));
      return;
    }
  }
  const auto reading = read_counters();
  if (!reading.good || (scrap_ && !reading.scrap)) {
    static_cast<void>(move(next, Cause::start_failed, counter_not_good().value_or("a counter cannot be read")));
    return;
  }
  Commit commit;
  remember(reading, commit.meters);  // what was counted up to here is not this job's
  static_cast<void>(move(next, Cause::begun, "", std::move(commit)));
}

void LineJobs::watch_line() {
  const auto* active = with_line();
  const bool running = active != nullptr && active->state == State::Running;
  const bool held = active != nullptr && active->substate == Substate::Held;
  const auto is = [&](const std::string& command) {
    return !command.empty() && floor_.controller.in_effect(settings_.equipment, command);
  };
  if (!(running && is(settings_.stop)) && !(held && is(settings_.start))) {
    differs_since_.reset();
    return;
  }
  // The line passes through such a state on its way to another.
  if (!differs_since_) differs_since_ = floor_.clock.monotonic();
  if (floor_.clock.monotonic() - *differs_since_ < kDiffersFor) return;
  differs_since_.reset();
  static_cast<void>(running ? move(*active, Cause::hindered, "the line was stopped") : move(*active, Cause::freed, ""));
}

bool LineJobs::pursue_line_commands() {
  for (const auto& job : std::vector<Job>(jobs_)) {
    if (job.line_commands.empty()) continue;
    static_cast<void>(pursue_line_command(job));
    return true;
  }
  return false;
}

LineJobs::Outcome LineJobs::pursue_line_command(const Job& job) {
  const auto& first = job.line_commands.front();
  auto next = job;
  const auto blocked = floor_.controller.blocked_by(settings_.equipment, first.command);
  const bool known = floor_.controller.find(contracts::CommandId{first.command_id}).has_value();
  const bool nothing_to_do = !known && floor_.controller.in_effect(settings_.equipment, first.command);
  std::string failure;
  if (!nothing_to_do) {
    if (blocked_since_.first != first.command_id) blocked_since_ = {first.command_id, floor_.clock.monotonic()};
    if (!known && blocked && floor_.clock.monotonic() - blocked_since_.second < kBlockedMax) return Outcome::waiting;
    contracts::Command command;
    command.id = contracts::CommandId{first.command_id};
    command.equipment = settings_.equipment;
    command.command = first.command;
    command.issued_at = floor_.clock.utc();
    command.not_after = command.issued_at + kDeadline;
    command.reason = fmt::format("job {} is {}", job.order.id, enum_name(job.state));
    command.requester = "job:" + job.order.id;
    command.correlation = job.order.id;
    const auto user = first.user.empty() ? job.by : first.user;
    const auto result = give(command, {user, {}, first.remote, true});
    if (result.state == CommandState::accepted) return Outcome::waiting;
    if (result.state != CommandState::completed)
      failure = fmt::format("the line did not {}: {}", first.command, why(result));
  }
  const bool starting = first.command == settings_.start;
  next.line_commands.erase(next.line_commands.begin());
  if (!failure.empty() && starting && next.state == State::AllowedToStart)
    return move(next, Cause::start_failed, failure) ? Outcome::failed : Outcome::waiting;
  if (!failure.empty() && starting && next.state == State::Running)
    return move(next, Cause::hindered, failure) ? Outcome::failed : Outcome::waiting;
  if (!failure.empty()) next.reason = failure;
  Commit commit;
  commit.put.push_back(std::move(next));
  static_cast<void>(this->commit(std::move(commit), !failure.empty()));
  return failure.empty() ? Outcome::done : Outcome::failed;
}

}  // namespace millwright::scada::jobs
