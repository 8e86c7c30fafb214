#include "mes/quality/chain.h"

#include <algorithm>
#include <array>
#include <utility>

namespace millwright::mes::quality {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kPlaces{{
    {"plc", "PLC measured it"},
    {"scada", "SCADA acquired it"},
    {"bridge.received", "bridge received it over OPC UA"},
    {"bridge.raised", "bridge raised the event"},
    {"bus.published", "event is on the bus"},
    {"mes.received", "MES received the event"},
    {"mes.recorded", "MES recorded the deviation and held its lots"},
    {"mes.commanded", "workflow issued the command"},
    {"bus.command", "command is on the bus"},
    {"bridge.command", "bridge received the command"},
    {"scada.accepted", "SCADA accepted the command"},
    {"scada.written", "SCADA wrote it to the PLC"},
    {"plc.taken", "PLC took the command"},
    {"scada.confirmed", "SCADA saw its effect"},
    {"bridge.result", "bridge received the result"},
    {"mes.result", "MES received the result"},
}};

std::size_t order_of(std::string_view place) {
  const auto found = std::ranges::find(kPlaces, place, &std::pair<std::string_view, std::string_view>::first);
  return static_cast<std::size_t>(found - kPlaces.begin());
}

}  // namespace

std::string label_of(std::string_view place) {
  const std::size_t index = order_of(place);
  return std::string(index < kPlaces.size() ? kPlaces[index].second : place);
}

std::vector<ChainLink> make_chain(std::vector<contracts::Hop> hops) {
  std::ranges::stable_sort(hops, [](const contracts::Hop& a, const contracts::Hop& b) {
    return std::pair(a.time, order_of(a.place)) < std::pair(b.time, order_of(b.place));
  });
  std::vector<ChainLink> chain;
  for (auto& hop : hops) {
    const Duration since = chain.empty() ? Duration{0} : hop.time - chain.back().time;
    chain.push_back(
        {hop.place, hop.time, label_of(hop.place), std::chrono::duration<double, std::milli>(since).count()});
  }
  return chain;
}

}  // namespace millwright::mes::quality
