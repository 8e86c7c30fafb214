#pragma once
// Between a job as SCADA keeps it and as OPC 10031-4 shows it. Pure.

#include "lib/opcua/job_control/job_control.h"
#include "scada/jobs/job.h"

namespace millwright::scada::opcua_server {

/// What SCADA acts on of an order. A quantity that is missing, of several materials, or no whole number stays 0, which
/// the receiver refuses with its own words.
[[nodiscard]] jobs::JobOrder job_order_of(const opcua::job_control::Order& order);

[[nodiscard]] opcua::job_control::StateOf state_of(const jobs::Job& job);
/// Counts as materials produced and as data: GoodCount, ScrapCount, CountGaps, CountGap, Reason, and every parameter
/// with what it read back as.
[[nodiscard]] opcua::job_control::Response response_of(const jobs::Job& job);
/// The order's own bytes, for order_variant().
[[nodiscard]] std::string encoded_order(const jobs::JobOrder& order);

}  // namespace millwright::scada::opcua_server
