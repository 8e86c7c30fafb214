#pragma once
// What the operator API serves from. Owned by scada/main; everything in it outlives the HTTP server.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/accounts/audit.h"
#include "lib/base/ids.h"
#include "lib/store/database.h"
#include "scada/alarms/alarms.h"
#include "scada/control/controller.h"
#include "scada/drivers/connection.h"
#include "scada/historian/history.h"
#include "scada/historian/store/store.h"
#include "scada/jobs/jobs.h"
#include "scada/tags/engine.h"

namespace millwright::scada::api {

/// Addresses of the two web applications, as the command line gave them.
struct Links {
  std::string operator_url;
  std::string mes_url;
};

/// Of the history's store; called on the API's workers.
struct HistoryCare {
  /// Makes a copy of that name; says where it is.
  std::function<historian::StoreResult<std::filesystem::path>(const std::string& name)> back_up;
  std::function<historian::Verification()> verify;
};

struct Parts {
  const plant::Plant& plant;
  const tags::CurrentValues& values;
  alarms::Alarms& alarms;
  control::Controller& controller;
  jobs::Jobs& jobs;
  const historian::History& history;
  HistoryCare history_care;
  store::Database& database;
  accounts::AuditTrail& audit;
  IdSource& ids;
  const Clock& clock;
  std::function<std::vector<drivers::ConnectionStatus>()> connections;
  Links links;
  std::string version;
  Timestamp started{};
};

/// A tag itself, or every tag of an equipment and all below; nullopt for a path that is neither.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> tags_under(const plant::Plant& plant, const std::string& path);

}  // namespace millwright::scada::api
