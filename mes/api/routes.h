#pragma once
// The HTTP API of the MES. Reading is for anyone signed in; who may change what stands with each route. Every change by
// a person is a row of the audit trail, in the transaction that makes it. Handlers run on the server's workers.

#include <functional>
#include <string>

#include "lib/accounts/audit.h"
#include "lib/http/router.h"
#include "mes/api/live.h"
#include "mes/definition_changes/definitions.h"
#include "mes/erp/exchange.h"
#include "mes/records/writer.h"
#include "mes/scheduling/background_search.h"
#include "mes/workflow/processes.h"

namespace millwright::mes::api {

struct Links {
  std::string operator_url;
  std::string mes_url;
};

struct SystemView {
  struct BusView {
    bool connected = false;
    std::optional<std::int64_t> queue_depth;
    std::int64_t dead_letters = 0;
  };
  BusView bus;
  std::optional<Timestamp> last_event;
  std::optional<Timestamp> line_seen_at;
  Timestamp started{};
  std::string version;
};
BOOST_DESCRIBE_STRUCT(SystemView::BusView, (), (connected, queue_depth, dead_letters))
BOOST_DESCRIBE_STRUCT(SystemView, (), (bus, last_event, line_seen_at, started, version))

/// What the routes work on; all of it outlives the server.
struct Parts {
  Writer& writer;
  Definitions& definitions;
  accounts::AuditTrail& audit;
  erp::Exchange& exchange;
  scheduling::BackgroundSearch& search;
  std::shared_ptr<Live> live;
  Links links;
  std::function<SystemView()> system;
  const workflow::Processes& processes;

  /// What is in force at this moment.
  [[nodiscard]] const MasterData& data() const { return definitions.now(); }
};

/// All routes but those of sessions (lib/accounts adds them).
void add_routes(http::Router& router, const Parts& parts);

}  // namespace millwright::mes::api
