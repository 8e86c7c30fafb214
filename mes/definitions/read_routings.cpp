// Equipment classes and routings.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "mes/definitions/needs.h"
#include "mes/definitions/reading.h"

namespace millwright::mes {
namespace {

// What takes longer than this, or is made faster, is a slip of the pen.
constexpr double kPerHourMin = 1e-3;
constexpr double kPerHourMax = 1e9;

void rate(YamlReader& in, Capability& out) {
  auto field = in.child("rate");
  if (!field.exists()) return;
  if (!field.is_map()) return field.fault("expected a map with quantity, unit and per");
  const double quantity = field.number("quantity");
  positive(field, "quantity", quantity);
  out.unit = unit_code(field, "unit");
  const Duration per = field.duration_or("per", 1h);
  if (per <= 0ns) return field.child("per").fault("per must be above zero");
  out.rate = quantity * 3600 / std::chrono::duration<double>(per).count();
  if (quantity > 0 && !(out.rate >= kPerHourMin && out.rate <= kPerHourMax))
    field.child("quantity").fault(fmt::format("{} an hour is not believed", out.rate));
  field.finish();
}

std::vector<RecipeParameter> parameters(YamlReader& in) {
  std::vector<RecipeParameter> out;
  for (auto& item : in.child("parameters").items()) {
    RecipeParameter one{item.string("id"), item.number("value"), unit_code(item, "unit"), {}, {}};
    if (auto low = item.child("low"); low.exists()) one.low = low.as_double();
    if (auto high = item.child("high"); high.exists()) one.high = high.as_double();
    if ((one.low && one.value < *one.low) || (one.high && one.value > *one.high))
      item.child("value").fault("the value is not between low and high");
    if (!one.id.empty() && std::ranges::find(out, one.id, &RecipeParameter::id) != out.end())
      item.child("id").fault("there is a parameter '" + one.id + "' already");
    item.finish();
    out.push_back(std::move(one));
  }
  return out;
}

void reachable_units(const YamlReader& place, const MasterData& data, const Routing& routing,
                     const Capability& capability) {
  for (const auto& id : routing.materials)
    if (const auto* material = data.find_material(id);
        material != nullptr && find_unit(material->unit) != nullptr && find_unit(capability.unit) != nullptr)
      if (const auto own = in_unit(*material, 1, material->unit, capability.unit); !own)
        place.fault(own.error().message);
}

std::vector<Capability> capabilities(const Reading& reading, YamlReader& in, const MasterData& data,
                                     const Routing& routing) {
  std::vector<Capability> out;
  for (auto& item : in.child("capabilities").items()) {
    Capability one{reading.equipment(item, "equipment"), 0, {}, item.duration_or("time", 0s)};
    rate(item, one);
    if (one.rate == 0 && one.time == 0ns && !item.child("rate").exists())
      item.fault("a capability has a rate or a time");
    if (one.rate > 0) reachable_units(item.child("rate"), data, routing, one);
    item.finish();
    out.push_back(std::move(one));
  }
  return out;
}

RoutingStep step(const Reading& reading, YamlReader& in, const MasterData& data, const Routing& routing) {
  RoutingStep out;
  out.segment = in.string("segment");
  out.name = in.string("name");
  out.equipment_class = in.string_or("equipment_class", "");
  const auto* of_class = data.find_class(out.equipment_class);
  if (!out.equipment_class.empty() && of_class == nullptr)
    in.child("equipment_class").fault("there is no equipment class '" + out.equipment_class + "'");
  if (in.child("equipment").exists() || of_class == nullptr || of_class->equipment.empty())
    out.equipment = reading.equipment(in, "equipment");
  else
    out.equipment = of_class->equipment.front();
  out.yield_percent = percent_or(in, "yield_percent", 100);
  positive(in, "yield_percent", out.yield_percent);
  out.capabilities = capabilities(reading, in, data, routing);
  for (const auto& capability : out.capabilities)
    if (of_class != nullptr &&
        std::ranges::find(of_class->equipment, capability.equipment) == of_class->equipment.end())
      in.child("capabilities")
          .fault(fmt::format("{} is not of the class {}", capability.equipment.str(), out.equipment_class));
  out.parameters = parameters(in);
  in.finish();
  return out;
}

void materials_of(YamlReader& in, const MasterData& data, Routing& out) {
  auto several = in.child("materials");
  if (several.exists()) {
    for (const auto& item : several.items())
      if (const auto id = item.as_string()) {
        known_material(item, data, *id);
        out.materials.push_back(*id);
      }
    if (out.materials.empty()) several.fault("at least one material goes this way");
  } else {
    out.materials.push_back(in.string("material"));
    known_material(in.child("material"), data, out.materials.front());
  }
  if (!out.materials.empty()) out.material = out.materials.front();
}

void check_against(const YamlReader& place, const MasterData& data, const Routing& routing) {
  for (const auto& other : data.routings) {
    if (other.id == routing.id && other.version == routing.version && !routing.id.empty())
      place.fault(fmt::format("there is a routing '{}' in version {} already", routing.id, routing.version));
    else if (other.overlaps(routing))
      for (const auto& material : routing.materials)
        if (std::ranges::find(other.materials, material) != other.materials.end())
          place.fault(fmt::format("{} version {} and {} version {} are in effect for {} at once", other.id,
                                  other.version, routing.id, routing.version, material));
  }
}

}  // namespace

void Reading::equipment_classes(YamlReader& file, MasterData& data) {
  std::set<std::string> named;
  for (auto& item : file.child("equipment_classes").items()) {
    EquipmentClass out{item.string("id"), item.string("name"), equipment_list(item.required("equipment"))};
    item.finish();
    const bool is_new = named.insert(out.id).second;
    if (!out.id.empty() && !is_new) item.child("id").fault("there is an equipment class '" + out.id + "' already");
    const auto known = std::ranges::find(data.equipment_classes, out.id, &EquipmentClass::id);
    if (known != data.equipment_classes.end() && is_new)
      replace(item, *known, std::move(out));
    else
      data.equipment_classes.push_back(std::move(out));
  }
}

void Reading::routings(YamlReader& file, MasterData& data) const {
  for (auto& item : (addition_ == nullptr ? file.required("routings") : file.child("routings")).items()) {
    Routing out;
    out.id = item.string("id");
    materials_of(item, data, out);
    // The short form, without a word of versions, is in effect for ever.
    const bool plain = !item.child("version").exists() && !item.child("approved").exists();
    version(item, out);
    if (plain) out.approved = Approval{"master data", {}};
    for (auto& at : item.required("steps").items()) out.steps.push_back(step(*this, at, data, out));
    item.finish();
    end_those_before(data.routings, out, [&](const Routing& other) { return other.id == out.id; });
    check_against(item, data, out);
    data.routings.push_back(std::move(out));
  }
}

}  // namespace millwright::mes
