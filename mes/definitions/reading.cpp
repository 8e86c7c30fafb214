#include "mes/definitions/reading.h"

#include <fmt/format.h>

namespace millwright::mes {

void Reading::equipment(const YamlReader& place, const std::string& path) const {
  if (!path.empty() && !equipment_.empty() && !equipment_.contains(path))
    place.fault("the plant has no equipment '" + path + "'");
}

contracts::EquipmentPath Reading::equipment(YamlReader& in, const std::string& key) const {
  const std::string path = in.string(key);
  if (!path.empty()) equipment(in.child(key), path);
  return contracts::EquipmentPath{path};
}

std::vector<contracts::EquipmentPath> Reading::equipment_list(YamlReader in) const {
  std::vector<contracts::EquipmentPath> out;
  for (const auto& item : in.items())
    if (const auto path = item.as_string()) {
      equipment(item, *path);
      out.emplace_back(*path);
    }
  if (in.exists() && out.empty()) in.fault("at least one equipment must be named");
  return out;
}

std::optional<YamlReader> required_map(YamlReader& in, const std::string& key) {
  auto found = in.required(key);
  if (found.is_map()) return found;
  if (found.exists()) found.fault("expected a map");
  return std::nullopt;
}

void positive(YamlReader& in, const std::string& key, double value) {
  auto field = in.child(key);
  if (field.is_scalar() && !(value > 0)) field.fault(key + " must be above zero");
}

double percent_or(YamlReader& in, const std::string& key, double fallback, bool below_100) {
  const double value = in.number_or(key, fallback);
  if (is_percentage(value) && !(below_100 && value == 100)) return value;
  in.child(key).fault(below_100 ? "a percentage here is 0 to below 100" : "a percentage is 0 to 100");
  return fallback;
}

std::string unit_code(YamlReader& in, const std::string& key) {
  const auto code = in.string(key);
  if (!code.empty() && find_unit(code) == nullptr) in.child(key).fault(unknown_unit(code));
  return code;
}

std::optional<std::chrono::year_month_day> date(const YamlReader& in) {
  const auto text = in.as_string();
  if (!text) return std::nullopt;
  if (text->size() == 10)
    if (const auto at = parse_rfc3339(*text + "T00:00:00Z"))
      return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(*at)};
  in.fault("expected a date such as 2026-12-24, found '" + *text + "'");
  return std::nullopt;
}

std::optional<Timestamp> moment(YamlReader in) {
  if (!in.exists()) return std::nullopt;
  const auto text = in.as_string();
  if (!text) return std::nullopt;
  const auto at = parse_rfc3339(text->size() == 10 ? *text + "T00:00:00Z" : *text);
  if (!at) in.fault("expected a date or a time such as 2026-12-24T06:00:00Z, found '" + *text + "'");
  return at;
}

void Reading::definitions(YamlReader& file, MasterData& data, const Addition* addition) {
  addition_ = addition;
  short_bills_.clear();
  replaced_materials_.clear();
  replaced_classes_.clear();
  materials(file, data);
  bills(file, data);
  equipment_classes(file, data);
  routings(file, data);
  setup_matrices(file, data);
  calendars(file, data);
  changeovers_still_fit(data);
  routings_still_fit(data);
  addition_ = nullptr;
}

void Reading::version(YamlReader& in, Version& out) const {
  out.version = in.integer_or("version", 1);
  positive(in, "version", static_cast<double>(out.version));
  out.effective_from = moment(in.child("effective_from"));
  out.effective_to = moment(in.child("effective_to"));
  if (out.effective_from && out.effective_to && *out.effective_from >= *out.effective_to)
    in.child("effective_to").fault("it ends before it begins");
  auto approved = in.child("approved");
  if (addition_ != nullptr) {
    if (approved.exists()) approved.fault("who approves it is not for the text to say");
    if (out.effective_from && *out.effective_from < addition_->approval.on)
      in.child("effective_from").fault("it would be in effect before it was approved");
    if (!out.effective_from) out.effective_from = addition_->approval.on;
    out.approved = addition_->approval;
    return;
  }
  if (!approved.exists()) return;
  if (!approved.is_map()) return approved.fault("expected a map with by and on");
  const auto by = approved.string("by");
  const auto on = moment(approved.required("on"));
  approved.finish();
  if (!by.empty() && on) out.approved = Approval{by, *on};
}

void known_material(const YamlReader& place, const MasterData& data, const std::string& id) {
  if (!id.empty() && data.find_material(id) == nullptr) place.fault("there is no material '" + id + "'");
}

}  // namespace millwright::mes
