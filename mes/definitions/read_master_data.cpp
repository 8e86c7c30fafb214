// The reader of the master data file. Every fault is reported where it stands, all in one pass.

#include <map>

#include "mes/definitions/reading.h"

namespace millwright::mes {
namespace {

class Reader {
 public:
  explicit Reader(const std::set<std::string>& equipment) : reading_(equipment) {}

  MasterData read(YamlReader& file, const std::vector<Addition>& additions, Diagnostics& diagnostics) {
    MasterData data;
    data.plant_name = file.string_or("name", "");
    reading_.definitions(file, data);
    for (const auto& addition : additions) {
      auto text = YamlReader::parse(addition.text, addition.name, diagnostics);
      if (text.is_map()) reading_.definitions(text, data, &addition);
      text.finish();
    }
    for (auto& item : file.required("lines").items()) data.lines.push_back(line(item));
    for (auto& item : file.child("reactions").items()) data.reactions.push_back(reaction(item));
    for (auto& item : file.child("orders").items()) data.orders.push_back(order(item));
    file.finish();
    for (const auto& [place, id] : references_) known_material(place, data, id);
    check_order_lines(data);
    for (auto& line : data.lines) intermediates_of_products(data, line.lots);
    return data;
  }

 private:
  Line line(YamlReader& in) {
    Line out;
    out.equipment = equipment(in, "equipment");
    out.good = counter(in.required("good"));
    for (auto& item : in.child("scrap").items()) out.scrap.push_back(counter(item));
    out.complete_at_quantity = in.boolean_or("complete_at_quantity", false);
    if (auto lots = map(in, "lots")) out.lots = lot_sources(*lots);
    if (in.child("planning").exists())
      if (auto planning = map(in, "planning")) {
        out.frozen = planning->duration_or("frozen", 0s);
        planning->finish();
      }
    in.finish();
    tell_apart(in.child("equipment"), out.equipment);
    return out;
  }

  // Lots and bottles are named after their line.
  void tell_apart(const YamlReader& place, const contracts::EquipmentPath& path) {
    const auto [known, is_new] = lines_.emplace(line_in_code(path), path.str());
    if (is_new) return;
    if (known->second == path.str())
      place.fault("there is a line '" + path.str() + "' already");
    else
      place.fault("the line '" + path.str() + "' could not be told from '" + known->second +
                  "' on a bottle, where both are " + known->first);
  }

  // The newest approved bill of a product names the sublots' material, and its bill that of the batches.
  static void intermediates_of_products(const MasterData& data, LotSources& out) {
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

  LotSources lot_sources(YamlReader& in) {
    LotSources out;
    if (auto batch = map(in, "batch")) {
      out.batch = {equipment(*batch, "equipment"), batch->string("counter")};
      out.batch_material = batch->string("material");
      refer_to_material(*batch, "material", out.batch_material);
      out.batch_size = batch->number("size");
      positive(*batch, "size", out.batch_size);
      const auto unit = unit_code(*batch, "unit");
      if (const auto* known = find_unit(unit)) out.batch_unit = known->symbol;
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
      out.to_pallet = pallet->duration_or("to_pallet", 0s);
      out.to_pallet_within = pallet->duration_or("to_pallet_within", 5s);
      if (auto queue = pallet->child("queue"); queue.exists()) out.queue = pallet_queue(queue);
      pallet->finish();
    }
    in.finish();
    return out;
  }

  PalletQueue pallet_queue(YamlReader& in) {
    PalletQueue out;
    if (auto leaving = map(in, "leaving")) {
      out.leaving = {equipment(*leaving, "equipment"), leaving->string("counter")};
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

  contracts::EquipmentPath equipment(YamlReader& in, const std::string& key) { return reading_.equipment(in, key); }

  void refer_to_material(YamlReader& in, const std::string& key, const std::string& id) {
    if (!id.empty()) references_.push_back({in.child(key), id});
  }

  void check_order_lines(const MasterData& data) {
    for (const auto& [place, path] : order_lines_)
      if (!path.empty() && data.find_line(path) == nullptr)
        place.fault("'" + path + "' is not one of the lines of this file");
  }

  Reading reading_;
  std::map<std::string, std::string> lines_;  // by what stands for them in a bottle's code
  std::set<std::string> orders_, running_;
  std::set<std::pair<std::string, std::string>> reactions_;
  std::vector<std::pair<YamlReader, std::string>> references_;
  std::vector<std::pair<YamlReader, std::string>> order_lines_;
};

}  // namespace

std::optional<MasterData> load_master_data(const std::filesystem::path& file, const std::set<std::string>& equipment,
                                           Diagnostics& diagnostics, const std::vector<Addition>& additions) {
  const auto faults_before = diagnostics.items().size();
  auto root = YamlReader::load(file, diagnostics);
  if (!root.is_map()) {
    if (diagnostics.items().size() == faults_before) root.fault("expected a map with materials, routings and lines");
    return std::nullopt;
  }
  auto data = Reader(equipment).read(root, additions, diagnostics);
  if (diagnostics.items().size() != faults_before) return std::nullopt;
  return data;
}

}  // namespace millwright::mes
