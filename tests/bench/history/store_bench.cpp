// The store under a plant's load: values a CPU second (all threads, durable), bytes a value on the disk, the four
// queries, the latency of a batch at a million values a second, and the memory of a million tags. Arguments: [TICKS];
// 1,000 tags get a value each at every tick (10,000).
#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include "scada/historian/history.h"
#include "scada/historian/store/store.h"
#include "tests/bench/history/dataset.h"

namespace {

using namespace millwright;
using namespace scada::historian;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kTags = 1000;

double cpu_s() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}
double ms_since(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}
double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}
std::uintmax_t bytes_in(const std::filesystem::path& folder) {
  std::uintmax_t sum = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".sst") sum += entry.file_size();
  return sum;
}
double resident_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

std::unique_ptr<Store> opened(const std::filesystem::path& folder, StoreOptions options = {}) {
  options.folder = folder;
  options.reserve_bytes = 0;
  auto store = Store::open(options);
  if (!store) throw std::runtime_error(store.error().message);
  return std::move(*store);
}

Row row(TagId tag, std::int64_t time_ns, double value) {
  Row out;
  out.tag = tag;
  out.sample.value = value;
  out.sample.quality = contracts::quality::kGood;
  out.sample.source_time = from_unix_ns(time_ns);
  return out;
}

/// All ticks of all tags, made before anything is measured.
std::vector<std::vector<Row>> ticks_of(int count, int jitter_ms, bool typed) {
  std::vector<bench::Source> sources;
  for (std::uint32_t tag = 0; tag < kTags; ++tag) sources.emplace_back(tag, bench::Stamps{.jitter_ms = jitter_ms});
  std::vector<std::vector<Row>> ticks(static_cast<std::size_t>(count));
  for (auto& rows : ticks)
    for (std::uint32_t tag = 0; tag < kTags; ++tag) {
      const auto [time, value] = sources[tag].next();
      rows.push_back(row(tag + 1, time, value));
      if (typed && sources[tag].signal() != bench::Signal::analog)
        rows.back().sample.value = static_cast<std::int64_t>(value);
    }
  return ticks;
}

std::size_t count_of(const Store& store, TagId tag, Timestamp from, Timestamp to) {
  std::size_t count = 0;
  auto cursor = store.read(tag, from, to, Direction::forward).value();
  for (auto block = cursor->next(); block && !(*block)->empty(); block = cursor->next()) count += (*block)->size();
  return count;
}

std::vector<Bucket> buckets_of(const Store& store, TagId tag, Timestamp from, Timestamp to, int count) {
  Bucketing buckets(from, to, count);
  auto cursor = store.read(tag, from, to, Direction::forward).value();
  for (auto block = cursor->next(); block && !(*block)->empty(); block = cursor->next()) buckets.add(**block);
  return buckets.take();
}

template <class Query>
void measure(const char* what, Query query) {
  std::vector<double> times;
  for (int round = 0; round < 21; ++round) {
    const auto began = Clock::now();
    query(round);
    times.push_back(ms_since(began));
  }
  fmt::print("  {:<32} {:>8.3f} ms\n", what, median(times));
}

void queries(const Store& store, int ticks) {
  const auto start = from_unix_ns(bench::kStart);
  const auto end = start + std::chrono::seconds{ticks + 1};
  measure("raw, one tag", [&](int round) { count_of(store, 10 + static_cast<TagId>(round), start, end); });
  measure("500 buckets, one tag",
          [&](int round) { buckets_of(store, 10 + static_cast<TagId>(round), start, end, 500); });
  measure("last value of 1,000 tags", [&](int) {
    for (TagId tag = 1; tag <= kTags; ++tag) (void)store.last_before(tag, kLatest);
  });
  measure("100 tags, a bucket a minute", [&](int round) {
    for (TagId tag = 1; tag <= 100; ++tag)
      buckets_of(store, tag + static_cast<TagId>(round), start, end, std::max(1, ticks / 60));
  });
}

void ingest(const std::filesystem::path& folder, int count, int jitter_ms) {
  const auto ticks = ticks_of(count, jitter_ms, true);
  auto store = opened(folder);
  for (std::uint32_t tag = 0; tag < kTags; ++tag) (void)store->tag("line1/unit" + std::to_string(tag) + "/value");
  const auto began = Clock::now();
  const auto cpu = cpu_s();
  std::vector<double> latencies;
  for (const auto& rows : ticks) {
    const auto batch = Clock::now();
    if (!store->append(rows)) throw std::runtime_error("not appended");
    latencies.push_back(ms_since(batch));
  }
  if (!store->compact()) throw std::runtime_error("not compacted");
  const auto values = static_cast<double>(count) * kTags;
  std::ranges::sort(latencies);
  const auto p99 = latencies[latencies.size() * 99 / 100];
  fmt::print("{:.0f} values, stamps {}\n", values,
             jitter_ms == 0 ? "even" : fmt::format("with {} ms of jitter", jitter_ms));
  fmt::print("  {:<32} {:>8.2f} million a CPU second (durable, chunks made), {:.1f} s\n", "written",
             values / 1e6 / (cpu_s() - cpu), ms_since(began) / 1000);
  double bound = 0;
  for (std::uint32_t tag = 0; tag < kTags; ++tag) bound += bench::Source(tag, {.jitter_ms = jitter_ms}).entropy_bits();
  bound /= 8 * kTags;
  const auto bytes = static_cast<double>(bytes_in(folder)) / values;
  fmt::print("  {:<32} {:>8.3f} (entropy {:.3f}, ratio {:.3f})\n", "bytes a value on the disk", bytes, bound,
             bytes / bound);
  fmt::print("  {:<32} {:>8.2f} ms\n", "batch of 1,000, p99", p99);
  queries(*store, count);
}

void paced(const std::filesystem::path& folder) {
  const auto ticks = ticks_of(5000, 0, true);
  auto store = opened(folder);
  for (std::uint32_t tag = 0; tag < kTags; ++tag) (void)store->tag("tag" + std::to_string(tag));
  // A thousand batches of 1,000 a second do not fit beside a sync each: ten batches are one, as a driver would do it.
  constexpr std::size_t kTogether = 10;
  std::vector<double> latencies;
  auto due = Clock::now();
  std::vector<Row> rows;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    rows.insert(rows.end(), ticks[i].begin(), ticks[i].end());
    if ((i + 1) % kTogether != 0) continue;
    due += std::chrono::milliseconds{kTogether};
    std::this_thread::sleep_until(due);
    const auto began = Clock::now();
    if (!store->append(rows)) throw std::runtime_error("not appended");
    latencies.push_back(ms_since(began));
    rows.clear();
  }
  std::ranges::sort(latencies);
  fmt::print("a million values a second, in batches of {}: p50 {:.2f}, p99 {:.2f}, worst {:.2f} ms\n",
             kTogether * kTags, latencies[latencies.size() / 2], latencies[latencies.size() * 99 / 100],
             latencies.back());
}

void many_tags(const std::filesystem::path& folder) {
  constexpr TagId kMany = 1'000'000;
  const auto before = resident_mb();
  StoreOptions options;
  options.sync = false;
  auto store = opened(folder, options);
  for (TagId tag = 1; tag <= kMany; ++tag)
    (void)store->tag("plant/line" + std::to_string(tag % 100) + "/tag" + std::to_string(tag));
  for (int n = 0; n < 5; ++n)
    for (TagId first = 1; first < kMany; first += 10'000) {
      std::vector<Row> rows;
      for (TagId tag = first; tag < first + 10'000; ++tag)
        rows.push_back(row(tag, bench::kStart + n * 1'000'000'000LL, static_cast<double>(n)));
      if (!store->append(rows)) throw std::runtime_error("not appended");
    }
  fmt::print("{} tags open, five samples each: {:.0f} MB\n", kMany, resident_mb() - before);
}

}  // namespace

int main(int argc, char** argv) {
  const int ticks = argc > 1 ? std::atoi(argv[1]) : 10'000;
  std::string pattern = (std::filesystem::temp_directory_path() / "history_bench_XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  for (const int jitter : {0, 10}) ingest(folder / ("ingest" + std::to_string(jitter)), ticks, jitter);
  paced(folder / "paced");
  many_tags(folder / "many");
  std::filesystem::remove_all(folder);
  return 0;
}
