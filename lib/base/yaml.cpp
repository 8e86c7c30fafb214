#include "lib/base/yaml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace millwright {

void Diagnostics::add(std::string file, int line, std::string message) {
  items_.push_back({std::move(file), line, std::move(message)});
}

std::string Diagnostics::text() const {
  const auto key = [](const Diagnostic& d) { return std::tie(d.file, d.line, d.message); };
  auto sorted = items_;
  std::ranges::sort(sorted, {}, key);
  const auto [first, last] = std::ranges::unique(sorted, {}, key);
  sorted.erase(first, last);
  std::string text;
  for (const auto& d : sorted) text += fmt::format("{}:{}: {}\n", d.file, d.line, d.message);
  return text;
}

YamlReader YamlReader::load(const std::filesystem::path& file, Diagnostics& diagnostics) {
  const auto name = file.string();
  try {
    return {YAML::LoadFile(name), name, 1, &diagnostics};
  } catch (const YAML::BadFile&) {
    diagnostics.add(name, 0, "cannot be read");
  } catch (const YAML::Exception& error) {
    diagnostics.add(name, error.mark.line + 1, fmt::format("is not valid YAML: {}", error.msg));
  }
  return {YAML::Node(YAML::NodeType::Undefined), name, 1, &diagnostics};
}

YamlReader YamlReader::parse(const std::string& text, const std::string& name, Diagnostics& diagnostics) {
  try {
    return {YAML::Load(text), name, 1, &diagnostics};
  } catch (const YAML::Exception& error) {
    diagnostics.add(name, error.mark.line + 1, fmt::format("is not valid YAML: {}", error.msg));
  }
  return {YAML::Node(YAML::NodeType::Undefined), name, 1, &diagnostics};
}

int YamlReader::line() const {
  if (!node_.IsDefined()) return fallback_line_;
  const auto mark = node_.Mark();
  return mark.line >= 0 ? mark.line + 1 : fallback_line_;
}

void YamlReader::fault(std::string message) const { diagnostics_->add(file_, line(), std::move(message)); }

namespace {

template <class T>
std::optional<T> convert(const YamlReader& at, const YAML::Node& node, std::string_view what) {
  if (!at.exists()) return std::nullopt;
  if (at.is_scalar()) {
    T value{};
    if (YAML::convert<T>::decode(node, value)) return value;
    at.fault(fmt::format("expected {}, found '{}'", what, node.Scalar()));
  } else {
    at.fault(fmt::format("expected {}, found a {}", what, at.is_map() ? "map" : "list"));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> YamlReader::as_string() const { return convert<std::string>(*this, node_, "a text"); }
std::optional<std::int64_t> YamlReader::as_int() const { return convert<std::int64_t>(*this, node_, "a whole number"); }
std::optional<bool> YamlReader::as_bool() const { return convert<bool>(*this, node_, "true or false"); }

std::optional<double> YamlReader::as_double() const {
  const auto value = convert<double>(*this, node_, "a number");
  if (value && !std::isfinite(*value)) {
    fault("expected a finite number");
    return std::nullopt;
  }
  return value;
}

std::optional<Duration> YamlReader::as_duration() const {
  const auto text = as_string();
  if (!text) return std::nullopt;
  const auto value = parse_duration(*text);
  if (!value) fault(fmt::format("expected a duration such as 250ms, 2s, 5min, 1h or 90d, found '{}'", *text));
  return value;
}

YamlReader YamlReader::child(const std::string& key) {
  known_.insert(key);
  // A const lookup does not create the key.
  const YAML::Node& map = node_;
  YAML::Node found = is_map() ? map[key] : YAML::Node(YAML::NodeType::Undefined);
  return {found, file_, line(), diagnostics_};
}

YamlReader YamlReader::required(const std::string& key) {
  auto found = child(key);
  if (!found.exists()) fault(fmt::format("'{}' is missing", key));
  return found;
}

std::string YamlReader::string(const std::string& key) { return required(key).as_string().value_or(""); }
std::string YamlReader::string_or(const std::string& key, std::string fallback) {
  return child(key).as_string().value_or(std::move(fallback));
}
double YamlReader::number(const std::string& key) { return required(key).as_double().value_or(0); }
double YamlReader::number_or(const std::string& key, double fallback) {
  return child(key).as_double().value_or(fallback);
}
std::int64_t YamlReader::integer(const std::string& key) { return required(key).as_int().value_or(0); }
std::int64_t YamlReader::integer_or(const std::string& key, std::int64_t fallback) {
  return child(key).as_int().value_or(fallback);
}
bool YamlReader::boolean_or(const std::string& key, bool fallback) { return child(key).as_bool().value_or(fallback); }
Duration YamlReader::duration(const std::string& key) { return required(key).as_duration().value_or(Duration{0}); }
Duration YamlReader::duration_or(const std::string& key, Duration fallback) {
  return child(key).as_duration().value_or(fallback);
}

std::vector<YamlReader> YamlReader::items() const {
  std::vector<YamlReader> found;
  if (exists() && !is_list()) fault("expected a list");
  if (!is_list()) return found;
  for (const auto& node : node_) found.push_back({node, file_, line(), diagnostics_});
  return found;
}

std::vector<std::pair<std::string, YamlReader>> YamlReader::entries() {
  std::vector<std::pair<std::string, YamlReader>> found;
  if (exists() && !is_map()) fault("expected a map");
  if (!is_map()) return found;
  std::set<std::string> seen;
  for (const auto& pair : node_) {
    const auto key = pair.first.Scalar();
    known_.insert(key);
    // yaml-cpp keeps both of two equal keys; the second would silently win or lose.
    if (!seen.insert(key).second)
      diagnostics_->add(file_, pair.first.Mark().line + 1, fmt::format("'{}' stands here twice", key));
    found.emplace_back(key, YamlReader{pair.second, file_, pair.first.Mark().line + 1, diagnostics_});
  }
  return found;
}

void YamlReader::finish() const {
  if (!exists()) return;
  if (!is_map()) {
    fault("expected a map");
    return;
  }
  for (const auto& pair : node_) {
    const auto key = pair.first.Scalar();
    if (known_.contains(key)) continue;
    diagnostics_->add(file_, pair.first.Mark().line + 1,
                      fmt::format("unknown field '{}'; known here: {}", key, fmt::join(known_, ", ")));
  }
}

}  // namespace millwright
