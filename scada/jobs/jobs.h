#pragma once
// The receiver of job orders (OPC 10031-4) without OPC UA in it: stores orders, brings a job's recipe parameters into
// force and reads them back, starts and stops the line, counts good and scrap, ends the job at its quantity. All of it
// is on disk before it counts as done, so the line finishes its job with everything above away, and a restart of SCADA
// goes on where the last process was.
//
// Per line one job at a time; of those that may start, the highest priority goes first, then the one that came first.
// Calls come from any thread; one thread of its own does what takes time. Guide: docs/guides/job_orders.md.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lib/accounts/audit.h"
#include "lib/store/database.h"
#include "plant/model.h"
#include "scada/control/controller.h"
#include "scada/jobs/job.h"
#include "scada/tags/engine.h"

namespace millwright::scada::jobs {

/// What a method answers: bits of return_status, and the sentence that OPC UA has no place for.
struct Answer {
  std::uint64_t status = return_status::kNoError;
  std::string detail;
  [[nodiscard]] bool ok() const { return status == return_status::kNoError; }
};

/// What happened to a job, as it is on disk. A job that was cancelled or cleared comes a last time as `absent`.
struct JobChange {
  Job job;
  bool state_changed = true;  // false: its counts or a readback alone
};
using JobListener = std::function<void(const JobChange&)>;

/// Which methods a user may call: the bridge, engineers, managers and admins all; operators those that steer a job
/// which is there.
[[nodiscard]] bool may_ask(const std::set<std::string>& roles, Cause method);

class Jobs {
 public:
  [[nodiscard]] static store::StoreResult<std::unique_ptr<Jobs>> open(const plant::Plant& plant,
                                                                      const tags::CurrentValues& values,
                                                                      control::Controller& controller,
                                                                      store::Database& database,
                                                                      accounts::AuditTrail& audit, const Clock& clock);
  virtual ~Jobs() = default;
  /// Called on the thread of Jobs, in the order in which it happened. Before start().
  virtual void add_listener(JobListener listener) = 0;
  /// After the controller: what a crash left in flight is asked of it.
  virtual void start() = 0;
  virtual void stop() = 0;
  [[nodiscard]] virtual bool alive() const = 0;

  /// Store, StoreAndStart or Update. The same order again changes nothing and is no error.
  virtual Answer put(const EquipmentPath& line, Cause method, const JobOrder& order, const std::string& comment,
                     const control::Caller& caller) = 0;
  /// Every other method.
  virtual Answer ask(const EquipmentPath& line, Cause method, const std::string& id, const std::string& comment,
                     const control::Caller& caller) = 0;

  /// The lines that take jobs.
  [[nodiscard]] virtual std::vector<EquipmentPath> lines() const = 0;
  /// In the order in which they came.
  [[nodiscard]] virtual std::vector<Job> list(const EquipmentPath& line) const = 0;
  [[nodiscard]] virtual std::optional<Job> find(const EquipmentPath& line, const std::string& id) const = 0;
};

}  // namespace millwright::scada::jobs
