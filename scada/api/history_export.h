#pragma once
// History as CSV (RFC 4180), row by row in order of time: a year's export needs the memory of a few blocks.

#include "scada/api/history_request.h"

namespace millwright::scada::api {

/// "time,tag,value,unit,quality" and a row a sample; samples of the same time in the order of the request. The source
/// outlives it.
[[nodiscard]] http::HttpResult<http::BodyStream> csv_of(const historian::Source& source, HistoryRequest request);

}  // namespace millwright::scada::api
