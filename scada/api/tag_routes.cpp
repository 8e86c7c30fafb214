// GET /api/v1/tags.
#include "scada/api/operator_api.h"

namespace millwright::scada::api {
namespace {

struct TagValue {
  std::string path;
  contracts::Value value{0.0};
  contracts::Quality quality;
  Timestamp time{};
  std::string unit;
};
BOOST_DESCRIBE_STRUCT(TagValue, (), (path, value, quality, time, unit))

http::HttpResult<std::vector<TagValue>> current_values(const Parts& parts, const http::Call& call) {
  std::vector<std::uint32_t> numbers;
  if (const auto under = call.find("under")) {
    const auto found = tags_under(parts.plant, *under);
    if (!found) return http::not_found(fmt::format("there is no equipment and no tag {}", *under));
    numbers = *found;
  } else {
    for (std::uint32_t i = 0; i < parts.plant.tags.size(); ++i) numbers.push_back(i);
  }
  std::vector<TagValue> out;
  for (const auto number : numbers) {
    const auto& tag = parts.plant.tags[number];
    const auto sample = parts.values.read(number);
    out.push_back({tag.path.str(), sample.value, sample.quality, sample.source_time, tag.unit.symbol});
  }
  return out;
}

}  // namespace

void add_tag_routes(http::Router& router, const Parts& parts) {
  router.add<http::Nothing, std::vector<TagValue>>(
      {.method = http::Method::get,
       .path = "/api/v1/tags",
       .summary = "Current values with quality and source time",
       .access = http::Access::signed_in(),
       .query = {{"under", "an equipment (with all below) or a tag; everything if left out"}}},
      [&parts](const http::Call& call) { return current_values(parts, call); });
}

}  // namespace millwright::scada::api
