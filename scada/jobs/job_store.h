#pragma once
// Jobs and the counters' last readings in SCADA's database. What belongs together is committed together: a job's count
// with the reading that it was made of, a change of state with its audit row.

#include <map>
#include <string>
#include <vector>

#include "lib/accounts/audit.h"
#include "lib/store/database.h"
#include "scada/jobs/counting.h"
#include "scada/jobs/job.h"

namespace millwright::scada::jobs {

/// By tag path.
using Meters = std::map<std::string, Meter>;

struct Commit {
  std::vector<Job> put;               // whole
  std::vector<Job> counted;           // their counts alone
  std::vector<std::int64_t> removed;  // by number
  Meters meters;
  std::vector<accounts::AuditRow> audit;
};

class JobStore {
 public:
  [[nodiscard]] static store::StoreResult<JobStore> open(store::Database& database, accounts::AuditTrail& audit);
  /// Of one line: numbers count from 1 on each.
  store::StoreResult<void> commit(const EquipmentPath& line, const Commit& commit);
  [[nodiscard]] store::StoreResult<std::vector<Job>> jobs(const EquipmentPath& line);
  [[nodiscard]] store::StoreResult<Meters> meters();

 private:
  JobStore(store::Database& database, accounts::AuditTrail& audit) : database_(&database), audit_(&audit) {}
  store::Database* database_;
  accounts::AuditTrail* audit_;
};

}  // namespace millwright::scada::jobs
