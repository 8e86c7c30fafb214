#include "bridge/downward/command_desk.h"

#include "bridge/downward/job_calls.h"
#include "lib/contracts/cloud_event.h"

namespace millwright::bridge::downward {

using contracts::Command;
using contracts::CommandResult;
using contracts::CommandState;
using ledger::PendingCommand;
using store::StoreResult;

namespace {

Result<PendingCommand, JsonError> read_command(const bus::Message& message, Timestamp now) {
  auto event = contracts::parse_cloud_event(message.body);
  if (!event) return std::unexpected(event.error());
  if (event->type != contracts::kind_of<Command>().type)
    return fail(JsonError::shape, "type: expected {}, found {}", contracts::kind_of<Command>().type, event->type);
  auto command = from_json<Command>(event->data, "data");
  if (!command) return std::unexpected(command.error());
  if (!Uuid::parse(command->id.str())) return fail(JsonError::shape, "data.id: expected a UUID");
  return PendingCommand{std::move(*command), now, event->published_at};
}

}  // namespace

CommandDesk::Sorted CommandDesk::sort(const std::vector<bus::Delivery>& deliveries) const {
  Sorted sorted;
  for (const auto& delivery : deliveries) {
    auto command = read_command(delivery.message, clock_.utc());
    if (command) {
      sorted.taken.push_back(std::move(*command));
      sorted.tags.push_back(delivery.tag);
    } else {
      log_.warning("message {} is no command: {}; it goes to the dead letters", delivery.message.id,
                   command.error().message);
      sorted.unreadable.push_back(delivery.tag);
    }
  }
  return sorted;
}

StoreResult<std::size_t> CommandDesk::pursue() {
  auto pending = ledger_.pending();
  if (!pending) return std::unexpected(pending.error());
  std::map<contracts::CommandId, Progress> kept;
  for (const auto& one : *pending) {
    // What an earlier life of this process left open may have been asked already.
    auto progress = Progress{started_ ? Asked::never : Asked::perhaps, {}};
    if (const auto known = progress_.find(one.command.id); known != progress_.end()) progress = known->second;
    if (auto done = pursue_one(one, progress); !done) return std::unexpected(done.error());
    kept.emplace(one.command.id, progress);
  }
  started_ = true;
  progress_ = std::move(kept);
  return pending->size();
}

StoreResult<void> CommandDesk::pursue_one(const PendingCommand& pending, Progress& progress) {
  const auto& command = pending.command;
  const bool late = clock_.utc() > command.not_after;
  if (progress.asked == Asked::never) {
    if (command.recovered)
      return finish(command, CommandState::rejected, "recovered", "Recovered or late data never commands.");
    if (late) return finish(command, CommandState::expired, "deadline", "The command was not carried out in time.");
    if (contracts::is_job_command(command.command)) {
      if (const auto fault = job_fault(plant_, command))
        return finish(command, CommandState::rejected, "bad_parameter", *fault);
    } else if (plant_.find_command(command.equipment, command.command) == nullptr)
      return finish(command, CommandState::rejected, "unknown_command",
                    fmt::format("{} has no command {}.", command.equipment.str(), command.command));
    if (!target_.ready()) return {};
    const auto offset = target_.clock_offset();
    if (!offset || std::chrono::abs(*offset) > kClockOffsetMax || command.issued_at > clock_.utc() + kClockOffsetMax)
      return finish(command, CommandState::rejected, "clock_offset",
                    "The clocks of MES, bridge and SCADA do not agree well enough to judge a deadline.");
    return ask(command, progress);
  }
  if (clock_.monotonic() < progress.look_again || !target_.ready()) return {};
  if (auto found = find(command, progress); !found || progress.asked != Asked::never) return found;
  return pursue_one(pending, progress);  // SCADA never heard of it: it may be asked, while its deadline lasts
}

StoreResult<void> CommandDesk::ask(const Command& command, Progress& progress) {
  auto answer = target_.ask(command);
  if (answer) return take_answer(std::move(*answer), progress);
  if (answer.error().code == TargetError::unanswered) progress.asked = Asked::perhaps;
  log_.warning("command {} {} on {}: {}", command.id.str(), command.command, command.equipment.str(),
               answer.error().message);
  return {};
}

StoreResult<void> CommandDesk::find(const Command& command, Progress& progress) {
  auto answer = target_.find(command);
  if (!answer) {
    log_.warning("command {}: {}", command.id.str(), answer.error().message);
    return {};
  }
  if (*answer) return take_answer(std::move(**answer), progress);
  progress = {};
  return {};
}

StoreResult<void> CommandDesk::take_answer(CommandResult result, Progress& progress) {
  if (contracts::is_final(result.state)) return ledger_.finish(std::move(result), clock_.utc(), ids_.next());
  progress = {Asked::accepted, clock_.monotonic() + kAskAgainAfter};
  return {};
}

StoreResult<void> CommandDesk::finish(const Command& command, CommandState state, std::string reason,
                                      std::string detail) {
  log_.info("command {} {} on {}: {} ({})", command.id.str(), command.command, command.equipment.str(),
            enum_name(state), reason);
  return ledger_.finish(
      {command.id, command.equipment, command.command, state, std::move(reason), std::move(detail), {}, {}},
      clock_.utc(), ids_.next());
}

}  // namespace millwright::bridge::downward
