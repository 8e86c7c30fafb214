// Materials and their bills of materials.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "mes/definitions/needs.h"
#include "mes/definitions/reading.h"

namespace millwright::mes {
namespace {

Tolerance tolerance(YamlReader& in) {
  auto field = in.child("tolerance");
  if (!field.exists()) return {};
  if (!field.is_map()) {
    field.fault("expected a map with under_percent and over_percent");
    return {};
  }
  const Tolerance out{percent_or(field, "under_percent", 0), percent_or(field, "over_percent", 0)};
  field.finish();
  return out;
}

std::vector<Conversion> conversions(YamlReader& in) {
  std::vector<Conversion> out;
  for (auto& item : in.child("conversions").items()) {
    Conversion one{unit_code(item, "from"), unit_code(item, "to"), item.number("factor")};
    positive(item, "factor", one.factor);
    const auto* from = find_unit(one.from);
    const auto* to = find_unit(one.to);
    if (from != nullptr && to != nullptr && from->kind == to->kind)
      item.child("to").fault(fmt::format("both are units of {}: that conversion is fixed", from->kind));
    item.finish();
    out.push_back(std::move(one));
  }
  return out;
}

Material material(YamlReader& in) {
  Material out;
  out.id = in.string("id");
  out.name = in.string("name");
  out.kind = in.string("kind");
  if (!std::set<std::string>{"finished", "intermediate", "raw", "packaging", ""}.contains(out.kind))
    in.child("kind").fault("the kind is one of finished, intermediate, raw, packaging");
  out.unit = unit_code(in, "unit");
  const auto* unit = find_unit(out.unit);
  out.unit_name = in.string_or("unit_name", unit == nullptr ? "" : unit->symbol);
  out.conversions = conversions(in);
  if (auto attributes = in.child("attributes"); attributes.exists())
    for (auto& [name, value] : attributes.entries()) out.attributes[name] = value.as_string().value_or("");
  out.tolerance = tolerance(in);
  return out;
}

std::vector<BillItem> items(YamlReader in, const MasterData& data) {
  std::vector<BillItem> out;
  for (auto& item : in.items()) {
    BillItem part{item.string("material"), item.number("quantity"), unit_code(item, "unit"),
                  percent_or(item, "loss_percent", 0, true)};
    known_material(item.child("material"), data, part.material);
    positive(item, "quantity", part.quantity);
    const auto* of = data.find_material(part.material);
    if (of != nullptr && find_unit(part.unit) != nullptr && find_unit(of->unit) != nullptr)
      if (const auto own = in_unit(*of, 1, part.unit, of->unit); !own) item.child("unit").fault(own.error().message);
    item.finish();
    out.push_back(std::move(part));
  }
  return out;
}

bool is_made_of(const MasterData& data, const std::string& material, const std::string& sought,
                std::set<std::string>& seen) {
  for (const auto& bill : data.bills) {
    if (bill.material != material) continue;
    for (const auto& item : bill.items)
      if (item.material == sought ||
          (seen.insert(item.material).second && is_made_of(data, item.material, sought, seen)))
        return true;
  }
  return false;
}

void add(const YamlReader& place, MasterData& data, Bill bill) {
  for (const auto& other : data.bills) {
    if (other.material != bill.material) continue;
    if (other.version == bill.version)
      place.fault(fmt::format("there is a version {} of the bill of {} already", bill.version, bill.material));
    else if (other.overlaps(bill))
      place.fault(fmt::format("versions {} and {} of the bill of {} are in effect at once", other.version, bill.version,
                              bill.material));
  }
  data.bills.push_back(std::move(bill));
  std::set<std::string> seen;
  const auto& made = data.bills.back().material;
  if (is_made_of(data, made, made, seen)) place.fault(made + " is made of itself");
}

}  // namespace

void Reading::materials(YamlReader& file, MasterData& data) {
  std::set<std::string> named;
  for (auto& item : (addition_ == nullptr ? file.required("materials") : file.child("materials")).items()) {
    auto read = material(item);
    const auto known = std::ranges::find(data.materials, read.id, &Material::id);
    if (auto bill = item.child("bill_of_materials"); bill.exists())
      short_bills_.emplace_back(bill, static_cast<std::size_t>(known - data.materials.begin()));
    item.finish();
    const bool is_new = named.insert(read.id).second;
    if (!read.id.empty() && !is_new) item.child("id").fault("there is a material '" + read.id + "' already");
    if (known != data.materials.end() && is_new)
      replace(item, data, *known, std::move(read));
    else
      data.materials.push_back(std::move(read));
  }
}

void Reading::bills(YamlReader& file, MasterData& data) {
  // The short form: one version that is in effect for ever, approved by standing in the file.
  for (auto& [place, of] : short_bills_) {
    Bill bill;
    bill.approved = Approval{"master data", {}};
    bill.material = data.materials[of].id;
    bill.items = items(place, data);
    if (!bill.items.empty()) add(place, data, std::move(bill));
  }
  for (auto& item : file.child("bills").items()) {
    Bill bill;
    bill.material = item.string("material");
    known_material(item.child("material"), data, bill.material);
    version(item, bill);
    bill.yield_percent = percent_or(item, "yield_percent", 100);
    positive(item, "yield_percent", bill.yield_percent);
    bill.items = items(item.required("items"), data);
    item.finish();
    end_those_before(data.bills, bill, [&](const Bill& other) { return other.material == bill.material; });
    add(item, data, std::move(bill));
  }
}

}  // namespace millwright::mes
