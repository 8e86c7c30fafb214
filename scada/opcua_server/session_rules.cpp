#include "scada/opcua_server/session_rules.h"

#include <algorithm>
#include <array>

#include "lib/base/json.h"
#include "lib/contracts/names.h"
#include "scada/jobs/jobs.h"

namespace millwright::scada::opcua_server {
namespace {

constexpr std::string_view kAcknowledge = "i=9111";
// They tell and change nothing: ConditionRefresh, ConditionRefresh2, GetMonitoredItems, ResendData.
constexpr std::array<std::string_view, 5> kForEverybody{"i=3875", "i=12912", "i=11492", "i=12873", "commands/find"};
constexpr std::array kCommanders{"operator", "engineer", "admin", "bridge"};

/// "line1/JobOrderReceiver/Pause" → Pause
std::optional<jobs::Cause> job_method(std::string_view method) {
  const auto slash = method.rfind('/');
  if (slash == std::string_view::npos || !method.substr(0, slash).ends_with(kReceiver)) return std::nullopt;
  return enum_from_name<jobs::Cause>(std::string(method.substr(slash + 1)));
}

}  // namespace

bool may_acknowledge(const std::set<std::string>& roles) {
  if (roles.contains("bridge")) return false;
  return roles.contains("operator") || roles.contains("engineer") || roles.contains("admin");
}

bool may_edit_history(const std::set<std::string>& roles) {
  return !roles.contains("bridge") && (roles.contains("engineer") || roles.contains("admin"));
}

bool may_call_method(const std::set<std::string>& roles, std::string_view method) {
  if (std::ranges::find(kForEverybody, method) != kForEverybody.end()) return true;
  if (method == kAcknowledge) return may_acknowledge(roles);
  if (method.starts_with("i=")) return false;
  if (const auto cause = job_method(method)) return jobs::may_ask(roles, *cause);
  // Who may read a job's state may ask for its response.
  if (method.contains(kProvider)) return true;
  return std::ranges::any_of(kCommanders, [&](const char* role) { return roles.contains(role); });
}

}  // namespace millwright::scada::opcua_server
