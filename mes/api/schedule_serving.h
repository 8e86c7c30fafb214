#pragma once
// What the routes of planning share: who may plan, and the situation that planning starts from. For the files of this
// folder.

#include <set>
#include <string>

#include "mes/api/serving.h"
#include "mes/scheduling/situation.h"

namespace millwright::mes::api {

inline const std::set<std::string> kPlanners{"planner", "manager", "admin"};

inline Duration seconds_of(double seconds) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

inline HttpResult<scheduling::Situation> situation_now(const Parts& parts) {
  return reading<scheduling::Situation>(parts, [&](store::Session& sql) -> MesResult<scheduling::Situation> {
    return scheduling::read_situation(sql, parts.writer.clock().utc());
  });
}

}  // namespace millwright::mes::api
