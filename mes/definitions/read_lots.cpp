#include "mes/definitions/read_lots.h"

#include <algorithm>

namespace millwright::mes {
namespace {

PalletQueue pallet_queue(YamlReader& in, const Reading& reading) {
  PalletQueue out;
  if (auto leaving = required_map(in, "leaving")) {
    out.leaving = {reading.equipment(*leaving, "equipment"), leaving->string("counter")};
    leaving->finish();
  }
  for (const auto& item : in.required("on").items()) {
    const contracts::TagPath tag{item.as_string().value_or("")};
    if (std::ranges::find(out.on, tag) != out.on.end()) item.fault("'" + tag.str() + "' is named twice");
    out.on.push_back(tag);
  }
  if (out.on.empty()) in.child("on").fault("at least one tag tells what is queued");
  out.before = in.duration("before");
  out.printed_on = out.on.size();
  if (const contracts::TagPath printed{in.string_or("printed_on", "")}; !printed.empty()) {
    out.printed_on = static_cast<std::size_t>(std::ranges::find(out.on, printed) - out.on.begin());
    if (out.printed_on == out.on.size()) in.child("printed_on").fault("'" + printed.str() + "' is not in on");
  }
  in.finish();
  return out;
}

}  // namespace

LotSources read_lot_sources(YamlReader& in, const Reading& reading, MaterialReferences& references) {
  LotSources out;
  if (auto batch = required_map(in, "batch")) {
    out.batch = {reading.equipment(*batch, "equipment"), batch->string("counter")};
    out.batch_material = batch->string("material");
    references.add(*batch, "material", out.batch_material);
    out.batch_size = batch->number("size");
    positive(*batch, "size", out.batch_size);
    const auto unit = unit_code(*batch, "unit");
    if (const auto* known = find_unit(unit)) out.batch_unit = known->symbol;
    batch->finish();
  }
  if (auto sublot = required_map(in, "sublot")) {
    out.entering = {reading.equipment(*sublot, "equipment"), sublot->string("counter")};
    out.sublot_material = sublot->string("material");
    references.add(*sublot, "material", out.sublot_material);
    out.dwell = sublot->duration("dwell");
    sublot->finish();
  }
  if (auto pallet = required_map(in, "pallet")) {
    out.pallet = {reading.equipment(*pallet, "equipment"), pallet->string("counter")};
    out.pallet_pieces = pallet->integer("pieces");
    positive(*pallet, "pieces", static_cast<double>(out.pallet_pieces));
    out.transit = pallet->duration("transit");
    out.to_pallet = pallet->duration_or("to_pallet", 0s);
    out.to_pallet_within = pallet->duration_or("to_pallet_within", 5s);
    if (auto queue = pallet->child("queue"); queue.exists()) out.queue = pallet_queue(queue, reading);
    pallet->finish();
  }
  in.finish();
  return out;
}

void name_intermediates(const MasterData& data, LotSources& out) {
  const auto intermediate_in = [&](const std::string& material) -> std::string {
    const Bill* newest = nullptr;
    for (const auto& bill : data.bills)
      if (bill.material == material && bill.approved && (newest == nullptr || newest->version < bill.version))
        newest = &bill;
    if (newest == nullptr) return {};
    for (const auto& item : newest->items)
      if (const auto* of = data.find_material(item.material); of != nullptr && of->kind == "intermediate")
        return of->id;
    return {};
  };
  for (const auto& material : data.materials) {
    if (material.kind != "finished") continue;
    const auto sublot = intermediate_in(material.id);
    const auto batch = sublot.empty() ? sublot : intermediate_in(sublot);
    if (!sublot.empty()) out.sublot_materials[material.id] = sublot;
    if (!batch.empty()) out.batch_materials[material.id] = batch;
  }
}

}  // namespace millwright::mes
