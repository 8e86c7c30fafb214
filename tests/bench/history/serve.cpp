#include "tests/bench/history/serve.h"

#include <fmt/core.h>

#include <cstdio>
#include <stdexcept>

#include "lib/http/server.h"
#include "scada/historian/query/columns.h"
#include "tests/bench/history/questions.h"

namespace millwright::bench {
namespace {

using namespace scada::historian;

constexpr std::size_t kSamplesMax = 100'000;

struct BucketView {
  Timestamp time{};
  std::int64_t count = 0;
  double min = 0, max = 0, mean = 0, last = 0;
  contracts::Quality quality;
};
BOOST_DESCRIBE_STRUCT(BucketView, (), (time, count, min, max, mean, last, quality))

struct Averages {
  Moments times;
  std::vector<AggregateColumn> tags;
};
BOOST_DESCRIBE_STRUCT(Averages, (), (times, tags))

std::uint32_t number_in(const http::Call& call, const std::string& key) {
  return static_cast<std::uint32_t>(std::stoul(call.find(key).value_or("0")));
}

template <class Response, class Handler>
void add(http::Router& router, const std::string& path, const std::string& key, Handler handler) {
  router.add<http::Nothing, Response>(
      {.method = http::Method::get,
       .path = path,
       .summary = path,
       .access = http::Access::anyone(),
       .query = {{key, "which"}}},
      [handler](const http::Call& call) -> http::HttpResult<Response> { return handler(call); });
}

std::vector<BucketView> bucket_views(const std::vector<TrendBucket>& buckets) {
  std::vector<BucketView> out;
  for (const auto& b : buckets) out.push_back({b.start, b.count, b.min, b.max, b.mean, b.last, b.quality});
  return out;
}

Averages average_columns(const std::vector<std::vector<std::vector<Processed>>>& tags) {
  Averages out;
  for (const auto& interval : tags.front()) out.times.ns.push_back(unix_ns(interval.front().time));
  for (const auto& intervals : tags) out.tags.push_back(aggregate_column(intervals));
  return out;
}

}  // namespace

void serve(const Store& store, int ticks) {
  const auto span = span_of(ticks);
  http::Router router("bench", "0");
  add<SampleColumns>(router, "/raw", "tag", [&store, span](const http::Call& call) {
    return sample_columns(store, number_in(call, "tag"), span.from, span.to, kSamplesMax).value();
  });
  add<std::vector<BucketView>>(router, "/buckets", "tag", [&store, span](const http::Call& call) {
    return bucket_views(buckets(store, number_in(call, "tag"), span));
  });
  add<std::vector<contracts::Sample>>(router, "/last", "unused",
                                      [&store](const http::Call&) { return last_values(store); });
  add<Averages>(router, "/averages", "unit", [&store, span](const http::Call& call) {
    return average_columns(averages(store, number_in(call, "unit"), span));
  });
  Metrics metrics;
  auto server = http::Server::start(
      {}, std::move(router), [](std::string_view) { return std::optional<http::Identity>(); }, metrics,
      [] { return true; });
  if (!server) throw std::runtime_error(server.error().message);
  fmt::print("listening http={}\n", (*server)->port());
  std::fflush(stdout);
  while (std::getchar() != EOF) continue;
  (*server)->stop();
}

}  // namespace millwright::bench
