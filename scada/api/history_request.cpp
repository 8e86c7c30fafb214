#include "scada/api/history_request.h"

#include "lib/base/log.h"
#include "scada/api/query.h"

namespace millwright::scada::api {
namespace {

std::unexpected<http::HttpFailure> told(const std::string& message) {
  Logger("historian").error("{}", message);
  return http::unavailable("the history cannot be read: " + message);
}

http::HttpResult<std::vector<HistoryTag>> tags_in(const Parts& parts, const http::Call& call, std::size_t max) {
  std::vector<HistoryTag> out;
  const auto text = call.find("tag").value_or("");
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    const auto path = text.substr(at, end - at);
    const auto number = parts.plant.tag_number(plant::TagPath{path});
    if (!number) return http::not_found(fmt::format("there is no tag {}", path));
    if (out.size() == max)
      return http::bad_request(max == 1 ? "tag: expected one" : fmt::format("tag: expected {} at most", max));
    out.push_back({&parts.plant.tags[*number], *number, parts.history.id_of(*number)});
    at = end + 1;
  }
  return out;
}

}  // namespace

http::HttpResult<HistoryRequest> read_history_request(const Parts& parts, const http::Call& call,
                                                      std::size_t tags_max) {
  auto tags = tags_in(parts, call, tags_max);
  if (!tags) return std::unexpected(tags.error());
  const auto to = time_in(call, "to", parts.clock.utc());
  if (!to) return std::unexpected(to.error());
  const auto from = time_in(call, "from", *to - 10min);
  if (!from) return std::unexpected(from.error());
  if (*to < *from) return http::bad_request("to: lies before from");
  return HistoryRequest{*from, *to, std::move(*tags)};
}

std::unexpected<http::HttpFailure> unreadable(const Failure<historian::QueryError>& failure) {
  return told(failure.message);
}
std::unexpected<http::HttpFailure> unreadable(const Failure<historian::ReadError>& failure) {
  return told(failure.message);
}

http::HttpResult<void> each_sample(const historian::Source& source, historian::TagId id, Timestamp from, Timestamp to,
                                   const std::function<bool(contracts::Sample)>& use) {
  const auto cursor = source.read(id, from, to, historian::Direction::forward);
  if (!cursor) return unreadable(cursor.error());
  for (;;) {
    const auto block = (*cursor)->next();
    if (!block) return unreadable(block.error());
    if ((*block)->empty()) return {};
    for (std::size_t i = 0; i < (*block)->size(); ++i)
      if (!use((*block)->sample(i))) return {};
  }
}

}  // namespace millwright::scada::api
