#include "mes/genealogy/affected.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace millwright::mes::genealogy {
namespace {

// In the order of flow.
std::int64_t rank_of(const std::string& kind) {
  if (kind == "batch") return 0;
  if (kind == "sublot") return 1;
  return kind == "pallet" ? 2 : 3;
}

// No lot is older or younger; beyond it a time that is shifted would not be one.
constexpr Timestamp kOldest = Timestamp{};
constexpr Timestamp kYoungest = from_unix_ns(7'000'000'000'000'000'000);

Window within_reason(const Window& window) {
  return {std::clamp(window.from, kOldest, kYoungest), std::clamp(window.to, kOldest, kYoungest)};
}

class Search {
 public:
  Search(store::Session& sql, const MasterData& data, const Line& line, const contracts::EquipmentPath& equipment)
      : sql_(sql), data_(data), line_(line), equipment_(equipment) {}

  void look(Stage stage, const Window& window, Duration dwell) {
    const auto& sources = line_.lots;
    first_ = std::min(first_, stage == Stage::mixing ? rank_of("batch") : rank_of("sublot"));
    switch (stage) {
      case Stage::mixing:
        for (const auto& batch : select<Lot>(sql_,
                                             "mes_lot where line = :line and kind = 'batch' and \"from\" > 0 and "
                                             "\"from\" <= :until and (\"to\" = 0 or \"to\" >= :since)",
                                             line_.equipment, window.to, window.from))
          add(batch, true);
        return;
      case Stage::pasteurizing:
        sublots({window.from - dwell, window.to});
        return pallets(window, dwell, [&](const Lot& pallet) { return inside_for(line_, pallet, dwell); });
      case Stage::packing:
        sublots({window.from - sources.transit - dwell, window.to - dwell});
        return pallets(window, dwell, [&](const Lot& pallet) { return packed_for(line_, pallet); });
      case Stage::palletizing:
        sublots({window.from - sources.transit - dwell, window.to - sources.transit - dwell});
        return pallets(window, dwell, [](const Lot& pallet) { return Window{*pallet.from, *pallet.to}; });
    }
  }

  [[nodiscard]] MesResult<std::vector<TracedLot>> result() const {
    if (found_.size() > kTracedMost)
      return fail(MesError::invalid, "more than {} lots: ask for a shorter time", kTracedMost);
    std::vector<TracedLot> out;
    for (const auto& [id, lot] : found_) {
      out.push_back(lot);
      out.back().level = std::max<std::int64_t>(rank_of(lot.kind) - first_, 0);
    }
    std::ranges::sort(out, {}, [](const TracedLot& lot) {
      return std::tuple(rank_of(lot.kind), lot.from.value_or(Timestamp{}), std::string_view(lot.id));
    });
    return out;
  }

 private:
  void sublots(const Window& entered) {
    for (const auto& lot : entered_in(sql_, line_.equipment, entered)) add(lot, false);
  }

  // Those of which a part was in the unit; `was_there`: when that was, up to a transit and a dwell before the filling.
  template <class WasThere>
  void pallets(const Window& window, Duration dwell, const WasThere& was_there) {
    for (const auto& pallet :
         select<Lot>(sql_,
                     "mes_lot where line = :line and kind = 'pallet' and \"to\" > 0 and "
                     "(\"from\" <= :until or (left_from > 0 and left_from <= :left)) and "
                     "\"to\" >= :since",
                     line_.equipment, window.to + line_.lots.transit + dwell, window.to + dwell, window.from)) {
      const auto then = was_there(pallet);
      if (then.from > window.to || then.to < window.from) continue;
      if (equipment_ != line_.equipment && !passes(data_, pallet, equipment_)) continue;
      add(pallet, false);
      if (pallet.left_from) sublots(entered_for(line_, pallet));  // the queue tells how long it was on its way
    }
  }

  // `pallets_too`: all that was made of it counts; else only those that were found by their time.
  void add(const Lot& lot, bool pallets_too) {
    if (found_.size() > kTracedMost) return;
    const auto [known, added] = followed_.try_emplace(lot.id, pallets_too);
    if (!added && (known->second || !pallets_too)) return;
    known->second = pallets_too;
    found_.try_emplace(lot.id, traced(lot));
    for (const auto& child : select<Lot>(
             sql_, "mes_lot where id in (select lot from mes_lot_parent where parent = :parent) order by id", lot.id))
      if (pallets_too || child.kind != "pallet" || child.line != line_.equipment) add(child, pallets_too);
  }

  store::Session& sql_;
  const MasterData& data_;
  const Line& line_;
  const contracts::EquipmentPath equipment_;
  std::map<std::string, TracedLot> found_;
  std::map<std::string, bool> followed_;
  std::int64_t first_ = rank_of("pallet");  // what the unit has in it
};

}  // namespace

MesResult<std::vector<TracedLot>> made_of_what_was_in(store::Session& sql, const MasterData& data,
                                                      const contracts::EquipmentPath& equipment,
                                                      const std::vector<Stretch>& stretches) {
  const auto stages = stages_of(data, equipment);
  if (stages.empty()) return fail(MesError::not_found, "no lot is known to pass equipment '{}'", equipment.str());
  Search search(sql, data, *data.line_of(equipment.str()), equipment);
  for (const auto& stretch : stretches)
    for (const auto stage : stages) search.look(stage, within_reason(stretch.window), stretch.dwell);
  return search.result();
}

}  // namespace millwright::mes::genealogy
