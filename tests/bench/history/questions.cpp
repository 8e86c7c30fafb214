#include "tests/bench/history/questions.h"

#include <fmt/core.h>

#include <stdexcept>

#include "scada/historian/query/many_tags.h"
#include "tests/bench/history/measure.h"

namespace millwright::bench {
namespace {

using namespace scada::historian;

constexpr int kBuckets = 500;

template <class T>
T value_of(Result<T, QueryError> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

/// `ask` returns how many samples, buckets or averages it was given.
template <class Ask>
void measure(const char* what, int times, std::size_t expected, Ask ask) {
  std::vector<double> ms;
  for (int i = 0; i < times; ++i) {
    const auto began = SteadyClock::now();
    const std::size_t count = ask(i);
    ms.push_back(ms_since(began));
    if (count != expected) throw std::runtime_error(fmt::format("{}: {} and not {}", what, count, expected));
  }
  fmt::print("{} {:.4f}\n", what, median(ms));
}

}  // namespace

Span span_of(int ticks) {
  const auto from = from_unix_ns(kStart);
  return {from, from + std::chrono::seconds{ticks}};
}

std::vector<contracts::Sample> raw(const Store& store, TagId tag, const Span& span) {
  std::vector<contracts::Sample> out;
  auto cursor = store.read(tag, span.from, span.to, Direction::forward);
  if (!cursor) throw std::runtime_error(cursor.error().message);
  for (;;) {
    const auto block = (*cursor)->next();
    if (!block) throw std::runtime_error(block.error().message);
    if ((*block)->empty()) return out;
    for (std::size_t i = 0; i < (*block)->size(); ++i) out.push_back((*block)->sample(i));
  }
}

std::vector<TrendBucket> buckets(const Store& store, TagId tag, const Span& span) {
  return value_of(scada::historian::buckets(store, tag, span.from, span.to, kBuckets));
}

std::vector<contracts::Sample> last_values(const Store& store) {
  std::vector<contracts::Sample> out;
  for (TagId tag = 1; tag <= kTags; ++tag)
    if (auto last = store.last_before(tag, kLatest); last && *last) out.push_back(std::move(**last));
  return out;
}

std::vector<std::vector<std::vector<Processed>>> averages(const Store& store, std::uint32_t unit, const Span& span) {
  std::vector<ProcessedRequest> requests;
  for (TagId tag = 1; tag <= kUnitTags; ++tag)
    requests.push_back({unit * kUnitTags + tag, span.from, span.to, 60s, {Aggregate::average}, {}});
  std::vector<std::vector<std::vector<Processed>>> out;
  for (auto& answer : read_processed(store, requests)) out.push_back(value_of(std::move(answer)));
  return out;
}

void ask_last(const Store& store, const char* figure) {
  measure(figure, 30, kTags, [&](int) { return last_values(store).size(); });
}

void ask_all(const Store& store, int ticks) {
  const auto span = span_of(ticks);
  const auto count = static_cast<std::size_t>(ticks);
  // 19 and ten have no common factor: every kind of signal is met as often as it is there.
  const auto tag = [](int i) { return static_cast<TagId>(1 + (i * 19) % static_cast<int>(kTags)); };
  measure("raw_ms", 100, count, [&](int i) { return raw(store, tag(i), span).size(); });
  measure("buckets_ms", 100, std::min<std::size_t>(kBuckets, count),
          [&](int i) { return buckets(store, tag(i), span).size(); });
  ask_last(store, "last_ms");
  measure("averages_ms", 30, kUnitTags * ((count + 59) / 60), [&](int i) {
    std::size_t sum = 0;
    for (const auto& one : averages(store, static_cast<std::uint32_t>(i % 10), span)) sum += one.size();
    return sum;
  });
}

}  // namespace millwright::bench
