// The reader of the master data file. Every fault is reported where it stands, all in one pass.

#include <map>

#include "mes/definitions/read_characteristics.h"
#include "mes/definitions/read_lots.h"
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
    for (auto& item : file.child("characteristics").items()) {
      auto found = read_characteristic(item, reading_);
      if (!found.id.empty() && data.find_characteristic(found.id) != nullptr)
        item.child("id").fault("there is a characteristic '" + found.id + "' already");
      data.characteristics.push_back(std::move(found));
    }
    for (auto& item : file.child("reactions").items()) data.reactions.push_back(reaction(item));
    for (auto& item : file.child("orders").items()) data.orders.push_back(order(item));
    file.finish();
    references_.check(data);
    check_order_lines(data);
    for (auto& line : data.lines) name_intermediates(data, line.lots);
    return data;
  }

 private:
  Line line(YamlReader& in) {
    Line out;
    out.equipment = equipment(in, "equipment");
    out.good = counter(in.required("good"));
    for (auto& item : in.child("scrap").items()) out.scrap.push_back(counter(item));
    out.complete_at_quantity = in.boolean_or("complete_at_quantity", false);
    if (auto lots = required_map(in, "lots")) out.lots = read_lot_sources(*lots, reading_, references_);
    if (in.child("planning").exists())
      if (auto planning = required_map(in, "planning")) {
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
    references_.add(in, "material", out.material);
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

  contracts::EquipmentPath equipment(YamlReader& in, const std::string& key) { return reading_.equipment(in, key); }

  void check_order_lines(const MasterData& data) {
    for (const auto& [place, path] : order_lines_)
      if (!path.empty() && data.find_line(path) == nullptr)
        place.fault("'" + path + "' is not one of the lines of this file");
  }

  Reading reading_;
  std::map<std::string, std::string> lines_;  // by what stands for them in a bottle's code
  std::set<std::string> orders_, running_;
  std::set<std::pair<std::string, std::string>> reactions_;
  MaterialReferences references_;
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
