#pragma once
// The jobs of one line. put() and ask() come from any thread; turn() does what is due and is called by one thread, or
// by a test with a clock of its own. Every change is committed before it is in force here, so that a process killed at
// any point leaves a state that the next one goes on from: a command is given under an id that was committed first, and
// a count is committed with the reading that it was made of.

#include <mutex>

#include "lib/base/log.h"
#include "scada/jobs/job_store.h"
#include "scada/jobs/jobs.h"

namespace millwright::scada::jobs {

/// What the jobs of a line lean on; outlives them.
struct Floor {
  const plant::Plant& plant;
  const tags::CurrentValues& values;
  control::Controller& controller;
  JobStore& store;
  IdSource& ids;
  const Clock& clock;
};

class LineJobs {
 public:
  LineJobs(const Floor& floor, const plant::JobSettings& settings);

  /// What the process before this one left. Before everything else.
  store::StoreResult<void> load();

  Answer put(Cause method, const JobOrder& order, const std::string& comment, const control::Caller& caller);
  Answer ask(Cause method, const std::string& id, const std::string& comment, const control::Caller& caller);
  /// Does what is due: counts, ends, gives the line's commands, brings the next job in.
  void turn();
  /// What was committed since the last call, in order.
  [[nodiscard]] std::vector<JobChange> take_changes();

  [[nodiscard]] std::vector<Job> list() const;
  [[nodiscard]] std::optional<Job> find(const std::string& id) const;
  [[nodiscard]] const EquipmentPath& line() const { return settings_.equipment; }

 private:
  enum class Outcome { waiting, done, failed };
  struct Counter {
    contracts::TagPath path;
    std::uint32_t tag = 0;
    MeterSpec spec;
    Meter meter;
  };
  /// Both counters read once: what was made, and what to remember of it.
  struct Reading {
    std::optional<Step> good, scrap;  // nullopt: not Good now
    [[nodiscard]] bool changed() const;
  };

  // line_jobs.cpp: methods and commits
  Job* job(const std::string& id);
  Job* with_line();
  bool commit(Commit commit, bool state_changed = true);
  bool move(const Job& job, Cause cause, std::string reason, Commit commit = {},
            const control::Caller* caller = nullptr, const std::string& comment = "");
  void on_entering(Job& job, Cause cause, const control::Caller* caller);
  [[nodiscard]] Answer check_order(const JobOrder& order) const;
  [[nodiscard]] bool others_wait(const Job& job) const;
  accounts::AuditRow audit_row(const control::Caller& caller, Cause method, const std::string& id,
                               const std::string& outcome, const std::string& comment) const;
  Answer refuse(const control::Caller& caller, Cause method, const std::string& id, const std::string& comment,
                std::uint64_t status, std::string detail);
  std::optional<std::int64_t> oldest_finished() const;

  // line_start.cpp: recipe, line commands, begin
  void bring_next();
  bool prepare(Job& next);
  Outcome load_recipe(Job& next);
  Outcome pursue_step(Job& next, std::size_t index);
  Outcome read_back(Job& next, std::size_t index);
  void begin(Job& next);
  Outcome pursue_line_command(const Job& job);
  bool pursue_line_commands();
  /// A line that is stopped under its job holds it; one that runs again gives it back.
  void watch_line();
  void wait_with(const Job& job, const std::string& reason);
  [[nodiscard]] contracts::CommandResult give(const contracts::Command& command, const control::Caller& caller);
  [[nodiscard]] std::optional<std::string> differs(const RecipeStep& step) const;
  [[nodiscard]] std::optional<double> in_force(const RecipeStep& step) const;

  // line_counts.cpp
  void count();
  [[nodiscard]] Reading read_counters() const;
  void add(const Reading& reading, Counts& counts) const;
  void remember(const Reading& reading, Meters& meters) const;
  void adopt(const Meters& meters);
  [[nodiscard]] std::optional<std::string> counter_not_good() const;

  const Logger log_{"jobs"};
  const Floor floor_;
  const plant::JobSettings& settings_;

  mutable std::mutex mutex_;
  std::vector<Job> jobs_;  // by number
  std::int64_t next_number_ = 1;
  std::optional<Counter> good_, scrap_;
  std::vector<JobChange> changes_;
  MonotonicTime count_due_{};
  std::optional<MonotonicTime> readback_since_;
  std::optional<MonotonicTime> differs_since_;           // the line from what its job is
  std::pair<std::string, MonotonicTime> blocked_since_;  // a line command's id
  bool storage_told_ = false;
};

}  // namespace millwright::scada::jobs
