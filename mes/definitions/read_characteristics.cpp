#include "mes/definitions/read_characteristics.h"

#include <fmt/format.h>

#include "lib/base/json.h"

namespace millwright::mes {
namespace {

std::optional<double> number(YamlReader& in, const std::string& key) {
  const auto field = in.child(key);
  return field.exists() ? field.as_double() : std::nullopt;
}

std::int64_t at_least_one(YamlReader& in, const std::string& key, std::int64_t otherwise) {
  const auto value = in.integer_or(key, otherwise);
  if (value >= 1) return value;
  in.child(key).fault("must be 1 or more");
  return otherwise;
}

Sampling sampling(YamlReader in) {
  Sampling out;
  if (!in.exists()) return out;
  out.every = at_least_one(in, "every", 1);
  out.tightened = at_least_one(in, "tightened", 1);
  if (out.tightened > out.every) in.child("tightened").fault("tightened sampling must not be rarer than the usual one");
  in.finish();
  return out;
}

ChartLimits limits(YamlReader in) {
  ChartLimits out;
  if (!in.exists()) return out;
  out.mean = number(in, "mean");
  out.sigma = number(in, "sigma");
  out.baseline = in.integer_or("baseline", out.baseline);
  if (out.mean.has_value() != out.sigma.has_value()) in.fault("a mean and a sigma are given together, or neither");
  if (out.sigma && !(*out.sigma > 0)) in.child("sigma").fault("must be above zero");
  if (out.baseline < 2) in.child("baseline").fault("must be 2 or more");
  in.finish();
  return out;
}

spc::RuleSet rules(const YamlReader& in) {
  spc::RuleSet out;
  for (const auto& item : in.items()) {
    const auto name = item.as_string();
    const auto rule = name ? enum_from_name<spc::Rule>(*name) : std::nullopt;
    if (rule)
      out = out | spc::RuleSet{*rule};
    else if (name)
      item.fault("there is no rule '" + *name + "'; there are nelson_1 to nelson_8, western_electric_1 to _4");
  }
  return out;
}

Stream stream(YamlReader& in, const Characteristic& of) {
  Stream out{in.string("name"), contracts::TagPath{in.string("tag")}, {}};
  if (!out.name.empty() && of.find_stream(out.name) != nullptr)
    in.child("name").fault("there is a stream '" + out.name + "' already");
  if (!out.tag.empty() && contracts::equipment_of(out.tag) != of.equipment)
    in.child("tag").fault("the tag is not one of " + of.equipment.str());
  if (auto adjust = in.child("adjust"); adjust.exists()) {
    out.adjust = {adjust.string("command"), contracts::TagPath{adjust.string("in_force")}};
    adjust.finish();
  }
  in.finish();
  return out;
}

void check_specification(YamlReader& in, const Characteristic& of) {
  if (of.lower && of.upper && *of.lower >= *of.upper) in.child("upper").fault("must be above lower");
  const bool outside = of.target && ((of.lower && *of.target < *of.lower) || (of.upper && *of.target > *of.upper));
  if (outside) in.child("target").fault("must lie between lower and upper");
}

}  // namespace

Characteristic read_characteristic(YamlReader& in, const Reading& reading) {
  Characteristic out;
  out.id = in.string("id");
  out.name = in.string_or("name", out.id);
  out.equipment = reading.equipment(in, "equipment");
  out.unit = in.string_or("unit", "");
  out.lower = number(in, "lower");
  out.target = number(in, "target");
  out.upper = number(in, "upper");
  check_specification(in, out);
  out.sampling = sampling(in.child("sampling"));
  out.limits = limits(in.child("limits"));
  out.rules = rules(in.child("rules"));
  if (out.rules.empty()) out.rules = spc::kNelson;
  out.severity = in.integer_or("severity", out.severity);
  if (out.severity < 1 || out.severity > 4) in.child("severity").fault("the severity is 1 (critical) to 4 (low)");
  out.clear_after = at_least_one(in, "clear_after", out.clear_after);
  for (auto& item : in.required("streams").items()) out.streams.push_back(stream(item, out));
  if (out.streams.empty()) in.child("streams").fault("at least one stream is measured");
  in.finish();
  return out;
}

}  // namespace millwright::mes
