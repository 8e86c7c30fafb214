#include "mes/erp/element_reader.h"

#include <fmt/format.h>

#include <map>

namespace millwright::mes::erp {

std::optional<ElementReader> ElementReader::child(std::string_view name, bool several) {
  auto found = all(name);
  if (found.empty()) return std::nullopt;
  if (found.size() > 1 && !several) found[1].fault("stands twice");
  return std::move(found.front());
}

std::optional<ElementReader> ElementReader::required(std::string_view name) {
  auto found = child(name);
  if (!found) fault(fmt::format("{} is missing", name));
  return found;
}

std::vector<ElementReader> ElementReader::all(std::string_view name) {
  known_.insert(std::string(name));
  std::vector<ElementReader> out;
  std::vector<const XmlElement*> found;
  for (const auto& child : element_.children)
    if (child.name == name && child.name_space == element_.name_space) found.push_back(&child);
  for (std::size_t i = 0; i < found.size(); ++i)
    out.emplace_back(
        *found[i], found.size() == 1 ? fmt::format("{}/{}", path_, name) : fmt::format("{}/{}[{}]", path_, name, i + 1),
        findings_);
  return out;
}

std::optional<std::string> ElementReader::text(std::string_view name) {
  const auto found = child(name);
  if (!found || found->element().text.empty()) return std::nullopt;
  return found->element().text;
}

Located ElementReader::id(std::string_view name) {
  const auto found = required(name);
  if (!found) return {"", element_.line, fmt::format("{}/{}", path_, name)};
  if (found->element().text.empty()) found->fault("must not be empty");
  return found->here();
}

std::optional<Timestamp> ElementReader::time(std::string_view name) {
  const auto found = child(name);
  if (!found) return std::nullopt;
  const auto at = parse_rfc3339(found->element().text);
  if (!at)
    found->fault(fmt::format("expected a time with its offset from UTC, such as 2026-12-24T06:00:00Z, found '{}'",
                             found->element().text));
  return at;
}

void ElementReader::finish() const {
  std::map<std::string, std::pair<int, int>> others;  // line of the first, how many
  for (const auto& child : element_.children) {
    const bool ours = child.name_space == element_.name_space;
    if (ours && known_.contains(child.name)) continue;
    auto& [line, times] = others[ours ? child.name : fmt::format("{{{}}}{}", child.name_space, child.name)];
    if (times++ == 0) line = child.line;
  }
  for (const auto& [name, where] : others)
    findings_.note(where.first, fmt::format("{}/{}", path_, name),
                   where.second == 1 ? "is not used" : fmt::format("is not used, {} times", where.second));
}

std::optional<double> decimal(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("-0123456789.") != std::string_view::npos || text.size() > 40)
    return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace millwright::mes::erp
