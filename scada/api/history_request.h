#pragma once
// What every request about history asks for: tags and a stretch of time. For the files of this folder.

#include <functional>
#include <string>
#include <vector>

#include "lib/http/router.h"
#include "scada/api/parts.h"
#include "scada/historian/query/aggregate.h"

namespace millwright::scada::api {

inline constexpr std::size_t kTagsMax = 20;

struct HistoryTag {
  const plant::Tag* spec = nullptr;
  std::uint32_t number = 0;
  std::optional<historian::TagId> id;  // nullopt: nothing is kept of it
};

/// from <= time < to.
struct HistoryRequest {
  Timestamp from{}, to{};
  std::vector<HistoryTag> tags;
};

/// `tag` (up to `tags_max` of them), `from` and `to` of a call; 404 for a tag that the plant does not have.
[[nodiscard]] http::HttpResult<HistoryRequest> read_history_request(const Parts& parts, const http::Call& call,
                                                                    std::size_t tags_max);

/// 503: what is kept cannot be read. It is told in the log.
[[nodiscard]] std::unexpected<http::HttpFailure> unreadable(const Failure<historian::QueryError>& failure);
[[nodiscard]] std::unexpected<http::HttpFailure> unreadable(const Failure<historian::ReadError>& failure);

/// Hands out samples in time order until `use` returns false.
[[nodiscard]] http::HttpResult<void> each_sample(const historian::Source& source, historian::TagId id, Timestamp from,
                                                 Timestamp to, const std::function<bool(contracts::Sample)>& use);

}  // namespace millwright::scada::api
