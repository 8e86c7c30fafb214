#include "scada/jobs/line_jobs.h"

#include <algorithm>
#include <ranges>

#include "scada/control/checks.h"

namespace millwright::scada::jobs {
namespace {

using control::Caller;

constexpr std::size_t kIdMax = 200;
constexpr std::size_t kEncodedMax = 256 * 1024;

/// The same for whoever asks again after a lost answer; how the door wrote it down is no difference.
bool same_order(JobOrder a, JobOrder b) {
  a.encoded.clear();
  b.encoded.clear();
  return a == b;
}

/// What cannot be read again from the disk, or by whoever asks, is not kept: JSON knows UTF-8 alone.
bool is_text(const std::string& text) {
  return from_json_text<std::vector<std::string>>(to_json_text(std::vector{text})).has_value();
}
std::string shown(const std::string& text) { return is_text(text) ? text : "(no UTF-8)"; }

Answer invalid(std::uint64_t bits, std::string detail) {
  return {return_status::kInvalidRequest | bits, std::move(detail)};
}

}  // namespace

LineJobs::LineJobs(const Floor& floor, const plant::JobSettings& settings) : floor_(floor), settings_(settings) {
  const auto counter = [&](const contracts::TagPath& path) -> std::optional<Counter> {
    const auto number = floor_.plant.tag_number(path);
    if (!number) return std::nullopt;
    return Counter{path, *number, meter_spec(floor_.plant.tags[*number], settings_), {}};
  };
  good_ = counter(settings_.good);
  if (settings_.scrap) scrap_ = counter(*settings_.scrap);
}

store::StoreResult<void> LineJobs::load() {
  auto jobs = floor_.store.jobs(settings_.equipment);
  if (!jobs) return std::unexpected(std::move(jobs.error()));
  auto meters = floor_.store.meters();
  if (!meters) return std::unexpected(std::move(meters.error()));
  const std::scoped_lock lock(mutex_);
  jobs_ = std::move(*jobs);
  next_number_ = jobs_.empty() ? 1 : jobs_.back().number + 1;
  adopt(*meters);
  return {};
}

Job* LineJobs::job(const std::string& id) {
  const auto it = std::ranges::find_if(jobs_, [&](const Job& j) { return j.order.id == id; });
  return it == jobs_.end() ? nullptr : &*it;
}

Job* LineJobs::with_line() {
  const auto it = std::ranges::find_if(jobs_, [](const Job& j) { return has_line(j.state); });
  return it == jobs_.end() ? nullptr : &*it;
}

std::vector<Job> LineJobs::list() const {
  const std::scoped_lock lock(mutex_);
  return jobs_;
}

std::optional<Job> LineJobs::find(const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  const auto it = std::ranges::find_if(jobs_, [&](const Job& j) { return j.order.id == id; });
  return it == jobs_.end() ? std::nullopt : std::optional(*it);
}

std::vector<JobChange> LineJobs::take_changes() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(changes_, {});
}

bool LineJobs::commit(Commit commit, bool state_changed) {
  if (const auto stored = floor_.store.commit(settings_.equipment, commit); !stored) {
    if (!std::exchange(storage_told_, true)) log_.error("jobs cannot be kept: {}", stored.error().message);
    return false;
  }
  storage_told_ = false;
  for (const auto number : commit.removed) {
    const auto it = std::ranges::find(jobs_, number, &Job::number);
    if (it == jobs_.end()) continue;
    it->state = State::absent;
    it->substate = Substate::none;
    changes_.push_back({*it, true});
    jobs_.erase(it);
  }
  for (auto* list : {&commit.put, &commit.counted}) {
    for (auto& job : *list) {
      changes_.push_back({job, state_changed && list == &commit.put});
      const auto it = std::ranges::find(jobs_, job.number, &Job::number);
      if (it == jobs_.end())
        jobs_.push_back(std::move(job));
      else
        *it = std::move(job);
    }
  }
  adopt(commit.meters);
  return true;
}

bool LineJobs::move(const Job& job, Cause cause, std::string reason, Commit commit, const Caller* caller,
                    const std::string& comment) {
  const auto row = transition(job.state, cause);
  if (!row) return false;
  auto next = job;
  next.state = row->to;
  next.substate = row->substate;
  next.reason = std::move(reason);
  next.changed_at = floor_.clock.utc();
  if (caller != nullptr) {
    next.by = caller->user;
    next.comment = comment;
    commit.audit.push_back(audit_row(*caller, cause, job.order.id, "accepted", comment));
  }
  on_entering(next, cause, caller);
  if (next.state == State::absent)
    commit.removed.push_back(next.number);
  else
    commit.put.push_back(next);
  log_.info("job {} on {}: {} by {} {}", next.order.id, next.equipment.str(), enum_name(next.state), enum_name(cause),
            next.reason);
  return this->commit(std::move(commit));
}

/// What a new state brings with it: times, and what the line is to do.
void LineJobs::on_entering(Job& job, Cause cause, const Caller* caller) {
  const auto now = floor_.clock.utc();
  const auto line = [&](const std::string& command) {
    if (command.empty()) return;
    const bool by_person = caller != nullptr && !caller->remote;
    job.line_commands.push_back({command, floor_.ids.next(), by_person ? caller->user : "", !by_person});
  };
  switch (job.state) {
    case State::Running:
      if (cause == Cause::begun) job.started_at = now;
      if (cause == Cause::Resume) line(settings_.start);
      break;
    case State::Interrupted:
      if (cause == Cause::Pause && job.substate == Substate::Suspended) line(settings_.stop);
      break;
    case State::Ended:
    case State::Aborted:
      if (job.started_at) job.ended_at = now;
      if (!job.started_at) job.line_commands.clear();
      if (job.started_at && (cause == Cause::Abort || (settings_.stop_at_end && !others_wait(job))))
        line(settings_.stop);
      break;
    default:
      job.line_commands.clear();
      job.recipe.clear();
      break;
  }
}

bool LineJobs::others_wait(const Job& job) const {
  return std::ranges::any_of(jobs_,
                             [&](const Job& j) { return j.number != job.number && j.state == State::AllowedToStart; });
}

accounts::AuditRow LineJobs::audit_row(const Caller& caller, Cause method, const std::string& id,
                                       const std::string& outcome, const std::string& comment) const {
  return {0,
          floor_.clock.utc(),
          caller.user,
          "job." + std::string(enum_name(method)),
          settings_.equipment.str(),
          outcome,
          comment.empty() ? shown(id) : shown(id) + ": " + comment};
}

Answer LineJobs::refuse(const Caller& caller, Cause method, const std::string& id, const std::string& comment,
                        std::uint64_t status, std::string detail) {
  Commit audit;
  audit.audit.push_back(audit_row(caller, method, id, "rejected", comment.empty() ? detail : comment + ": " + detail));
  static_cast<void>(commit(std::move(audit)));
  return {status, std::move(detail)};
}

Answer LineJobs::check_order(const JobOrder& order) const {
  if (order.id.empty() || order.id.size() > kIdMax)
    return invalid(0, fmt::format("a job order's id has 1 to {} bytes", kIdMax));
  if (const auto again = from_json_text<JobOrder>(to_json_text(order)); !again || *again != order)
    return invalid(0, "a text of the order is no UTF-8, or a value of it no number");
  if (order.encoded.size() > kEncodedMax) return invalid(0, "the order is too large to be kept");
  if (order.quantity <= 0)
    return invalid(return_status::kBadQuantity, "the order names no whole number of pieces to be produced");
  std::set<std::string> named;
  for (const auto& given : order.parameters) {
    const auto* parameter = settings_.parameter(given.id);
    if (parameter == nullptr)
      return invalid(return_status::kUnknownParameter,
                     fmt::format("no job of {} may set '{}'", settings_.equipment.str(), given.id));
    if (!named.insert(given.id).second) return invalid(0, fmt::format("'{}' is given twice", given.id));
    const auto* spec = floor_.plant.find_command(parameter->equipment, parameter->command);
    contracts::Command command;
    if (spec != nullptr && spec->parameter) command.parameters.emplace(spec->parameter->name, given.value);
    if (spec == nullptr) return invalid(return_status::kUnknownParameter, "the command is gone");
    if (const auto refusal = control::check_parameter(*spec, command))
      return invalid(return_status::kParameterOutOfRange, fmt::format("{}: {}", given.id, refusal->detail));
  }
  return {};
}

std::optional<std::int64_t> LineJobs::oldest_finished() const {
  const auto it =
      std::ranges::find_if(jobs_, [](const Job& j) { return is_finished(j.state) && j.line_commands.empty(); });
  return it == jobs_.end() ? std::nullopt : std::optional(it->number);
}

Answer LineJobs::put(Cause method, const JobOrder& order, const std::string& said, const Caller& caller) {
  const auto comment = shown(said);
  const std::scoped_lock lock(mutex_);
  if (auto bad = check_order(order); !bad.ok())
    return refuse(caller, method, order.id, comment, bad.status, std::move(bad.detail));
  auto* known = job(order.id);
  const auto now = floor_.clock.utc();
  if (method == Cause::Update) {
    if (known == nullptr)
      return refuse(caller, method, order.id, comment, return_status::kUnknownJobOrderId, "there is no such job order");
    auto changed = *known;
    changed.order = order;
    if (!transition(known->state, method))
      return refuse(caller, method, order.id, comment, return_status::kInvalidJobOrderStatus,
                    fmt::format("it is {}", enum_name(known->state)));
    return move(changed, method, "", {}, &caller, comment) ? Answer{} : Answer{return_status::kStorage, "not stored"};
  }
  if (known != nullptr) {
    if (same_order(known->order, order)) return {};
    return refuse(caller, method, order.id, comment, return_status::kUnableToAccept | return_status::kIdInUse,
                  "another order has this id");
  }
  Commit commit;
  if (jobs_.size() >= static_cast<std::size_t>(settings_.orders_max)) {
    const auto oldest = oldest_finished();
    if (!oldest)
      return refuse(caller, method, order.id, comment, return_status::kUnableToAccept | return_status::kListFull,
                    fmt::format("{} orders are here already, none of them finished", jobs_.size()));
    commit.removed.push_back(*oldest);
  }
  Job fresh;
  fresh.number = next_number_++;
  fresh.equipment = settings_.equipment;
  fresh.order = order;
  fresh.state = State::absent;
  fresh.stored_at = now;
  return move(fresh, method, "", std::move(commit), &caller, comment)
             ? Answer{}
             : Answer{return_status::kStorage, "it could not be stored"};
}

Answer LineJobs::ask(Cause method, const std::string& id, const std::string& said, const Caller& caller) {
  const auto comment = shown(said);
  const std::scoped_lock lock(mutex_);
  auto* known = job(id);
  if (known == nullptr)
    return refuse(caller, method, id, comment, return_status::kUnknownJobOrderId, "there is no such job order");
  if (!transition(known->state, method))
    return refuse(caller, method, id, comment, return_status::kInvalidJobOrderStatus,
                  fmt::format("it is {}", enum_name(known->state)));
  if (method == Cause::Clear && !known->line_commands.empty())
    return refuse(caller, method, id, comment, return_status::kInvalidJobOrderStatus,
                  "the line is still being stopped");
  // What moves the machine needs the line, as any command does.
  const auto authority = floor_.controller.authority(settings_.equipment);
  const bool moves_line = has_line(known->state);
  if (moves_line && caller.remote && authority != control::Authority::remote)
    return refuse(caller, method, id, comment, return_status::kNotPermitted | return_status::kUnableToAccept,
                  fmt::format("{} is under {} control", settings_.equipment.str(), authority_name(authority)));
  if (method == Cause::Stop || method == Cause::Abort) {
    // What was counted up to here is the job's: its last reading goes into the same commit.
    auto last = *known;
    Commit commit;
    if (has_line(last.state)) {
      const auto reading = read_counters();
      add(reading, last.counts);
      remember(reading, commit.meters);
    }
    return move(last, method, comment, std::move(commit), &caller, comment)
               ? Answer{}
               : Answer{return_status::kStorage, "it could not be stored"};
  }
  return move(*known, method, "", {}, &caller, comment) ? Answer{}
                                                        : Answer{return_status::kStorage, "it could not be stored"};
}

void LineJobs::turn() {
  const std::scoped_lock lock(mutex_);
  count();
  if (pursue_line_commands()) return;
  watch_line();
  if (with_line() == nullptr) bring_next();
}

}  // namespace millwright::scada::jobs
