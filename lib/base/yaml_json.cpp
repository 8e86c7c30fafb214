#include "lib/base/yaml_json.h"

#include <yaml-cpp/yaml.h>

#include <cmath>

namespace millwright {
namespace {

constexpr std::size_t kNodesMax = 100'000;
constexpr int kDepthMax = 32;

class Converter {
 public:
  std::optional<json::value> convert(const YAML::Node& node, int depth) {
    if (++nodes_ > kNodesMax || depth > kDepthMax) return std::nullopt;
    if (node.IsScalar()) return scalar(node);
    if (node.IsSequence()) return list(node, depth);
    if (node.IsMap()) return map(node, depth);
    return json::value(nullptr);
  }

 private:
  static json::value scalar(const YAML::Node& node) {
    const auto& text = node.Scalar();
    if (node.Tag() == "!") return json::value(text);  // it was quoted
    std::int64_t whole = 0;
    if (YAML::convert<std::int64_t>::decode(node, whole)) return json::value(whole);
    double number = 0;
    if (YAML::convert<double>::decode(node, number) && std::isfinite(number)) return json::value(number);
    if (text == "true" || text == "false") return json::value(text == "true");
    return json::value(text);
  }
  std::optional<json::value> list(const YAML::Node& node, int depth) {
    json::array out;
    for (const auto& one : node) {
      auto value = convert(one, depth + 1);
      if (!value) return std::nullopt;
      out.push_back(std::move(*value));
    }
    return json::value(std::move(out));
  }
  std::optional<json::value> map(const YAML::Node& node, int depth) {
    json::object out;
    for (const auto& pair : node) {
      auto value = convert(pair.second, depth + 1);
      if (!value || !pair.first.IsScalar()) return std::nullopt;
      out[pair.first.Scalar()] = std::move(*value);
    }
    return json::value(std::move(out));
  }

  std::size_t nodes_ = 0;
};

}  // namespace

std::optional<json::value> yaml_as_json(const std::string& text) {
  try {
    const auto documents = YAML::LoadAll(text);
    if (documents.size() != 1) return std::nullopt;
    return Converter().convert(documents.front(), 0);
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
}

}  // namespace millwright
