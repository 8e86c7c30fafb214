#pragma once
// The operator application's HTTP routes. Each adds one part of them; handlers run on the server's workers.

#include "lib/http/router.h"
#include "scada/api/live_hub.h"
#include "scada/api/parts.h"

namespace millwright::scada::api {

void add_plant_routes(http::Router& router, const Parts& parts);
void add_tag_routes(http::Router& router, const Parts& parts);
void add_history_routes(http::Router& router, const Parts& parts);
void add_history_care_routes(http::Router& router, const Parts& parts);
void add_alarm_routes(http::Router& router, const Parts& parts);
void add_command_routes(http::Router& router, const Parts& parts);
void add_authority_routes(http::Router& router, const Parts& parts);
void add_job_routes(http::Router& router, const Parts& parts);
void add_system_routes(http::Router& router, const Parts& parts);

/// All of the above and the live WebSocket. `parts` and `hub` outlive the router's server.
void add_operator_routes(http::Router& router, const Parts& parts, const std::shared_ptr<LiveHub>& hub);

}  // namespace millwright::scada::api
