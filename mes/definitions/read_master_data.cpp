// The reader of the master data file. Every fault is reported where it stands, all in one pass.

#include <map>

#include "mes/definitions/master_data.h"

namespace millwright::mes {
namespace {

class Reader {
 public:
  Reader(const std::set<std::string>& equipment) : equipment_(equipment) {}

  MasterData read(YamlReader& file) {
    MasterData data;
    data.plant_name = file.string_or("name", "");
    for (auto& item : file.required("materials").items()) data.materials.push_back(material(item));
    for (auto& item : file.required("routings").items()) data.routings.push_back(routing(item));
    for (auto& item : file.required("lines").items()) data.lines.push_back(line(item));
    for (auto& item : file.child("reactions").items()) data.reactions.push_back(reaction(item));
    for (auto& item : file.child("orders").items()) data.orders.push_back(order(item));
    file.finish();
    check_material_references();
    check_order_lines(data);
    return data;
  }

 private:
  Material material(YamlReader& in) {
    Material out{in.string("id"), in.string("name"), in.string("kind"), in.string("unit"), {}};
    if (!std::set<std::string>{"finished", "intermediate", "raw", "packaging", ""}.contains(out.kind))
      in.child("kind").fault("the kind is one of finished, intermediate, raw, packaging");
    for (auto& item : in.child("bill_of_materials").items()) {
      BillItem part{item.string("material"), item.number("quantity"), item.string("unit")};
      refer_to_material(item, "material", part.material);
      positive(item, "quantity", part.quantity);
      item.finish();
      out.bill_of_materials.push_back(std::move(part));
    }
    in.finish();
    if (!out.id.empty() && !materials_.insert(out.id).second)
      in.child("id").fault("there is a material '" + out.id + "' already");
    return out;
  }

  Routing routing(YamlReader& in) {
    Routing out{in.string("id"), in.string("material"), {}};
    refer_to_material(in, "material", out.material);
    for (auto& item : in.required("steps").items()) {
      out.steps.push_back({item.string("segment"), item.string("name"), equipment(item, "equipment")});
      item.finish();
    }
    in.finish();
    if (!out.id.empty() && !routings_.insert(out.id).second)
      in.child("id").fault("there is a routing '" + out.id + "' already");
    return out;
  }

  Line line(YamlReader& in) {
    Line out;
    out.equipment = equipment(in, "equipment");
    out.good = counter(in.required("good"));
    for (auto& item : in.child("scrap").items()) out.scrap.push_back(counter(item));
    out.complete_at_quantity = in.boolean_or("complete_at_quantity", false);
    if (auto lots = map(in, "lots")) out.lots = lot_sources(*lots);
    in.finish();
    if (!lines_.insert(out.equipment.str()).second)
      in.child("equipment").fault("there is a line '" + out.equipment.str() + "' already");
    return out;
  }

  LotSources lot_sources(YamlReader& in) {
    LotSources out;
    if (auto batch = map(in, "batch")) {
      out.batch = {equipment(*batch, "equipment"), batch->string("counter")};
      out.batch_material = batch->string("material");
      refer_to_material(*batch, "material", out.batch_material);
      out.batch_size = batch->number("size");
      positive(*batch, "size", out.batch_size);
      out.batch_unit = batch->string("unit");
      batch->finish();
    }
    if (auto sublot = map(in, "sublot")) {
      out.entering = {equipment(*sublot, "equipment"), sublot->string("counter")};
      out.sublot_material = sublot->string("material");
      refer_to_material(*sublot, "material", out.sublot_material);
      out.dwell = sublot->duration("dwell");
      sublot->finish();
    }
    if (auto pallet = map(in, "pallet")) {
      out.pallet = {equipment(*pallet, "equipment"), pallet->string("counter")};
      out.pallet_pieces = pallet->integer("pieces");
      positive(*pallet, "pieces", static_cast<double>(out.pallet_pieces));
      out.transit = pallet->duration("transit");
      pallet->finish();
    }
    in.finish();
    return out;
  }

  Agreement agreement(YamlReader& in) {
    Agreement out;
    const auto tags = in.required("tags").items();
    if (tags.size() == 2) {
      out.tag = contracts::TagPath{tags[0].as_string().value_or("")};
      out.with = contracts::TagPath{tags[1].as_string().value_or("")};
    } else {
      in.child("tags").fault("two tags are compared");
    }
    out.within = in.number("within");
    positive(in, "within", out.within);
    out.patience = in.duration_or("patience", 60s);
    in.finish();
    return out;
  }

  Reaction reaction(YamlReader& in) {
    Reaction out;
    out.workflow = in.string("workflow");
    if (!out.workflow.empty() && out.workflow != "high_temperature")
      in.child("workflow").fault("there is no workflow '" + out.workflow + "'; there is: high_temperature");
    out.rule = in.string("rule");
    out.equipment = equipment(in, "equipment");
    out.tag = contracts::TagPath{in.string("tag")};
    if (!out.tag.empty() && contracts::equipment_of(out.tag) != out.equipment)
      in.child("tag").fault("the tag is not one of " + out.equipment.str());
    out.severity = in.integer_or("severity", 2);
    if (out.severity < 1 || out.severity > 4) in.child("severity").fault("the severity is 1 (critical) to 4 (low)");
    out.command = in.string("command");
    out.setpoint_tag = in.string("setpoint_tag");
    out.reaction_setpoint = in.number("reaction_setpoint");
    out.recipe_setpoint = in.number("recipe_setpoint");
    out.unit = in.string("unit");
    out.command_deadline = in.duration_or("command_deadline", 5s);
    out.watch_time = in.duration_or("watch_time", 60s);
    out.settling_time = in.duration_or("settling_time", 30s);
    out.recurrence_window = in.duration_or("recurrence_window", 10min);
    if (auto agree = in.child("restore_when_agree"); agree.exists()) out.restore_when_agree = agreement(agree);
    in.finish();
    if (!reactions_.insert({out.rule, out.equipment.str()}).second)
      in.child("rule").fault("there is a reaction to " + out.rule + " on " + out.equipment.str() + " already");
    return out;
  }

  PreloadedOrder order(YamlReader& in) {
    PreloadedOrder out{in.string("id"),
                       in.string("material"),
                       in.integer("quantity"),
                       equipment(in, "equipment"),
                       in.string_or("state", "Waiting"),
                       in.duration_or("due_in", 0s),
                       in.integer_or("priority", 3)};
    refer_to_material(in, "material", out.material);
    positive(in, "quantity", static_cast<double>(out.quantity));
    if (!std::set<std::string>{"Waiting", "Ready", "Running"}.contains(out.state))
      in.child("state").fault("a preloaded order is Waiting, Ready or Running");
    if (!out.id.empty() && !orders_.insert(out.id).second)
      in.child("id").fault("there is an order '" + out.id + "' already");
    if (out.state == "Running" && !running_.insert(out.equipment.str()).second)
      in.child("state").fault("another order runs on " + out.equipment.str() + " already");
    order_lines_.push_back({in.child("equipment"), out.equipment.str()});
    in.finish();
    return out;
  }

  CounterName counter(YamlReader in) {
    if (!in.is_map()) {
      if (in.exists()) in.fault("expected a map with equipment and counter");
      return {};
    }
    CounterName out{equipment(in, "equipment"), in.string("counter")};
    in.finish();
    return out;
  }

  /// A field that must be there and be a map.
  static std::optional<YamlReader> map(YamlReader& in, const std::string& key) {
    auto found = in.required(key);
    if (found.is_map()) return found;
    if (found.exists()) found.fault("expected a map");
    return std::nullopt;
  }

  contracts::EquipmentPath equipment(YamlReader& in, const std::string& key) {
    const std::string path = in.string(key);
    if (!path.empty() && !equipment_.empty() && !equipment_.contains(path))
      in.child(key).fault("the plant has no equipment '" + path + "'");
    return contracts::EquipmentPath{path};
  }

  void positive(YamlReader& in, const std::string& key, double value) {
    auto field = in.child(key);
    if (field.is_scalar() && !(value > 0)) field.fault(key + " must be above zero");
  }

  void refer_to_material(YamlReader& in, const std::string& key, const std::string& id) {
    if (!id.empty()) references_.push_back({in.child(key), id});
  }

  void check_material_references() {
    for (const auto& [place, id] : references_)
      if (!materials_.contains(id)) place.fault("there is no material '" + id + "'");
  }

  void check_order_lines(const MasterData& data) {
    for (const auto& [place, path] : order_lines_)
      if (!path.empty() && data.find_line(path) == nullptr)
        place.fault("'" + path + "' is not one of the lines of this file");
  }

  const std::set<std::string>& equipment_;
  std::set<std::string> materials_, routings_, lines_, orders_, running_;
  std::set<std::pair<std::string, std::string>> reactions_;
  std::vector<std::pair<YamlReader, std::string>> references_;
  std::vector<std::pair<YamlReader, std::string>> order_lines_;
};

}  // namespace

std::optional<MasterData> load_master_data(const std::filesystem::path& file, const std::set<std::string>& equipment,
                                           Diagnostics& diagnostics) {
  const auto faults_before = diagnostics.items().size();
  auto root = YamlReader::load(file, diagnostics);
  if (!root.is_map()) {
    if (diagnostics.items().size() == faults_before) root.fault("expected a map with materials, routings and lines");
    return std::nullopt;
  }
  auto data = Reader(equipment).read(root);
  if (diagnostics.items().size() != faults_before) return std::nullopt;
  return data;
}

}  // namespace millwright::mes
