#include "lib/opcua/continuation_points.h"

#include <cstring>

namespace millwright::opcua {
namespace {

std::optional<std::uint64_t> number_in(const std::string& continuation) {
  std::uint64_t number = 0;
  if (continuation.size() != sizeof number) return std::nullopt;
  std::memcpy(&number, continuation.data(), sizeof number);
  return number;
}

}  // namespace

std::string ContinuationPoints::keep(const std::string& session, Point point) {
  auto& points = sessions_[session];
  if (points.size() >= kPerSession) points.erase(points.begin());
  points.emplace(++last_, std::move(point));
  std::string continuation(sizeof last_, '\0');
  std::memcpy(continuation.data(), &last_, sizeof last_);
  return continuation;
}

std::optional<std::string> ContinuationPoints::take(const std::string& session, HistoryKind kind,
                                                    const std::string& node, const std::string& continuation) {
  const auto number = number_in(continuation);
  const auto points = sessions_.find(session);
  if (!number || points == sessions_.end()) return std::nullopt;
  const auto point = points->second.find(*number);
  if (point == points->second.end() || point->second.kind != kind || point->second.node != node) return std::nullopt;
  auto position = std::move(point->second.position);
  points->second.erase(point);
  return position;
}

bool ContinuationPoints::release(const std::string& session, const std::string& continuation) {
  const auto number = number_in(continuation);
  const auto points = sessions_.find(session);
  return number && points != sessions_.end() && points->second.erase(*number) > 0;
}

}  // namespace millwright::opcua
