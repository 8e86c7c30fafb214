#pragma once
// The texts of the live socket. Values are written by hand, straight into the buffer that is sent: at some thousand
// changes a second, going through a JSON tree costs more than everything else together.

#include <memory>
#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "scada/alarms/alarms.h"
#include "scada/api/views.h"
#include "scada/jobs/job.h"

namespace millwright::scada::api {

/// {"path":…,"value":…,"quality":…,"time":…} in place of what `out` held.
void write_fragment(std::string& out, const contracts::TagPath& path, const contracts::Sample& sample);

/// {"kind":"values","changes":[…]} out of fragments.
class ValuesFrame {
 public:
  void add(const std::string& fragment);
  [[nodiscard]] std::shared_ptr<const std::string> finish() &&;

 private:
  std::string text_ = R"({"kind":"values","changes":[)";
  bool first_ = true;
};

[[nodiscard]] std::string alarm_frame(const alarms::Alarm& alarm);
[[nodiscard]] std::string command_frame(const contracts::CommandResult& result);
[[nodiscard]] std::string authority_frame(const AuthorityView& change);
/// That a job changed; what it is now is asked for.
[[nodiscard]] std::string job_frame(const jobs::Job& job);
[[nodiscard]] std::string heartbeat_frame(Timestamp now);
[[nodiscard]] std::string error_frame(const std::string& message);

/// The paths of {"subscribe":[…]}.
[[nodiscard]] Result<std::vector<std::string>, JsonError> parse_subscription(std::string_view text);

}  // namespace millwright::scada::api
